import './structured-logs/lines.checks.ts'
import './structured-logs/requests.checks.ts'
import './structured-logs/values.checks.ts'
