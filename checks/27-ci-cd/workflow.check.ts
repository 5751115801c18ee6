import './workflow/starting.checks.ts'
import './workflow/testing.checks.ts'
import './workflow/safety.checks.ts'
import './workflow/deploying.checks.ts'
