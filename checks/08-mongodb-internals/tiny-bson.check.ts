import './tiny-bson/writing.checks.ts'
import './tiny-bson/reading.checks.ts'
