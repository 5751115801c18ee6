import './checkout/placing.checks.ts'
import './checkout/paying.checks.ts'
import './checkout/once.checks.ts'
import './checkout/coming-back.checks.ts'
