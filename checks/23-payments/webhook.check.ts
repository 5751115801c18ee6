import './webhook/signatures.checks.ts'
import './webhook/once.checks.ts'
import './webhook/order-of-events.checks.ts'
