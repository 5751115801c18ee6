import './transfer/outcomes.checks.ts'
import './transfer/concurrency.checks.ts'
import './transfer/attempts.checks.ts'
import './transfer/clients.checks.ts'
