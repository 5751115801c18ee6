import './health/phases.checks.ts'
import './health/dependencies.checks.ts'
import './health/answers.checks.ts'
