import './sessions/login.checks.ts'
import './sessions/refresh.checks.ts'
import './sessions/reuse.checks.ts'
import './sessions/logout.checks.ts'
