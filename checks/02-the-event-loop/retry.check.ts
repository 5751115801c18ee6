import './retry/tries.checks.ts'
import './retry/stopping.checks.ts'
