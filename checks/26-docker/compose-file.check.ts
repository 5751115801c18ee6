import './compose-file/file.checks.ts'
import './compose-file/order.checks.ts'
import './compose-file/settings.checks.ts'
import './compose-file/production.checks.ts'
