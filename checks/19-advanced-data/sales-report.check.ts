import './sales-report/sums.checks.ts'
import './sales-report/months.checks.ts'
import './sales-report/cost.checks.ts'
