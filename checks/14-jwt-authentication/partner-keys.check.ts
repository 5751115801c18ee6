import './partner-keys/tokens.checks.ts'
import './partner-keys/fetching.checks.ts'
import './partner-keys/outage.checks.ts'
