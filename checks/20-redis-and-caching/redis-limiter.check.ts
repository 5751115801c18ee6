import './redis-limiter/counting.checks.ts'
import './redis-limiter/trouble.checks.ts'
