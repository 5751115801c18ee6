import './redis-sessions/life.checks.ts'
import './redis-sessions/ends.checks.ts'
