import './jwt-by-hand/sign.checks.ts'
import './jwt-by-hand/signature.checks.ts'
import './jwt-by-hand/claims.checks.ts'
