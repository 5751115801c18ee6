import './crack-it/candidates.checks.ts'
import './crack-it/unsalted.checks.ts'
import './crack-it/salted.checks.ts'
import './crack-it/own.checks.ts'
