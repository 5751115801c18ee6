import './explain-it/plans.checks.ts'
import './explain-it/rewritten.checks.ts'
import './explain-it/indexes.checks.ts'
