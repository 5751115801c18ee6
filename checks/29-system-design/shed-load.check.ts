import './shed-load/places.checks.ts'
import './shed-load/refusals.checks.ts'
import './shed-load/requests.checks.ts'
