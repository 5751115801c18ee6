import './binary-log/writing.checks.ts'
import './binary-log/reading.checks.ts'
import './binary-log/damage.checks.ts'
import './binary-log/repair.checks.ts'
