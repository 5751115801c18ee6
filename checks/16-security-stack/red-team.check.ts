import './red-team/market-alone.checks.ts'
import './red-team/other-people.checks.ts'
