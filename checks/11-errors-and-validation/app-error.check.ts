import './app-error/answers.checks.ts'
import './app-error/envelope.checks.ts'
import './app-error/log.checks.ts'
import './app-error/foreign-failures.checks.ts'
