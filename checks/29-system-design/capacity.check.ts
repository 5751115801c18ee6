import './capacity/load.checks.ts'
import './capacity/counts.checks.ts'
