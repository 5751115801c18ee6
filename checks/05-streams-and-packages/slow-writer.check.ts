import './slow-writer/writing.checks.ts'
import './slow-writer/ending.checks.ts'
