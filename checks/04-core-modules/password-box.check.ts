import './password-box/hashing.checks.ts'
import './password-box/verifying.checks.ts'
import './password-box/cost.checks.ts'
import './password-box/same-bytes.checks.ts'
