import './config/values.checks.ts'
import './config/missing.checks.ts'
import './config/whole.checks.ts'
