import './catalog-api/resources.checks.ts'
import './catalog-api/idempotency-key.checks.ts'
