import './migrate/applying.checks.ts'
import './migrate/at-once.checks.ts'
import './migrate/taking-back.checks.ts'
