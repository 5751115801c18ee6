import './graceful/ready.checks.ts'
import './graceful/connections.checks.ts'
