import './release/forward.checks.ts'
import './release/gate.checks.ts'
import './release/back.checks.ts'
import './release/limits.checks.ts'
