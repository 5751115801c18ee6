import './live-progress/asking.checks.ts'
import './live-progress/streaming.checks.ts'
import './live-progress/resuming.checks.ts'
import './live-progress/leaving.checks.ts'
