import './reset-flow/mail.checks.ts'
import './reset-flow/tokens.checks.ts'
import './reset-flow/links.checks.ts'
import './reset-flow/changes.checks.ts'
