import './replica-router/reading.checks.ts'
import './replica-router/positions.checks.ts'
import './replica-router/failures.checks.ts'
import './replica-router/transactions.checks.ts'
