import './password-store/stored.checks.ts'
import './password-store/login.checks.ts'
import './password-store/strangers.checks.ts'
import './password-store/rehash.checks.ts'
