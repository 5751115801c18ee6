import './json-api/routes.checks.ts'
import './json-api/bodies.checks.ts'
import './json-api/saving.checks.ts'
