import './validate-orders/bodies.checks.ts'
import './validate-orders/settings.checks.ts'
import './validate-orders/queries.checks.ts'
