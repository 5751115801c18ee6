import './top-talkers/counting.checks.ts'
import './top-talkers/reading.checks.ts'
