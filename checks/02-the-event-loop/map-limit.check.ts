import './map-limit/limit.checks.ts'
import './map-limit/failure.checks.ts'
