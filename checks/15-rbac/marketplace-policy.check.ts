import './marketplace-policy/table.checks.ts'
import './marketplace-policy/refusals.checks.ts'
import './marketplace-policy/views.checks.ts'
