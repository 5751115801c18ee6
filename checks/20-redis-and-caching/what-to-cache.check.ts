import './what-to-cache/decisions.checks.ts'
import './what-to-cache/keys.checks.ts'
