import './oauth-login/redirect.checks.ts'
import './oauth-login/callback.checks.ts'
import './oauth-login/account.checks.ts'
