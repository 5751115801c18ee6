import './cluster/workers.checks.ts'
import './cluster/reload.checks.ts'
import './cluster/stop.checks.ts'
