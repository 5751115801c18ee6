import './reconcile/findings.checks.ts'
import './reconcile/care.checks.ts'
