import './tiny-router/paths.checks.ts'
import './tiny-router/methods.checks.ts'
import './tiny-router/requests.checks.ts'
