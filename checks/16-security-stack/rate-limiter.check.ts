import './rate-limiter/limiters.checks.ts'
import './rate-limiter/in-express.checks.ts'
import './rate-limiter/keys.checks.ts'
import './rate-limiter/risks.checks.ts'
