import './pid-1/start.checks.ts'
import './pid-1/end.checks.ts'
import './pid-1/signals.checks.ts'
import './pid-1/grace.checks.ts'
