import './gateway/routes.checks.ts'
import './gateway/identity.checks.ts'
import './gateway/failures.checks.ts'
import './gateway/page.checks.ts'
