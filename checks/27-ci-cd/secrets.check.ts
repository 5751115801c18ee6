import './secrets/masking.checks.ts'
import './secrets/finding.checks.ts'
import './secrets/rotation.checks.ts'
