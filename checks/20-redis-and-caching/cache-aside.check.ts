import './cache-aside/values.checks.ts'
import './cache-aside/stampede.checks.ts'
import './cache-aside/stale.checks.ts'
import './cache-aside/outage.checks.ts'
