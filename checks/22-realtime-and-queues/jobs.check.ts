import './jobs/queueing.checks.ts'
import './jobs/failing.checks.ts'
import './jobs/working.checks.ts'
import './jobs/scheduled.checks.ts'
