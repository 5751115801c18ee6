import './authorize/who-is-asking.checks.ts'
import './authorize/roles.checks.ts'
import './authorize/records.checks.ts'
