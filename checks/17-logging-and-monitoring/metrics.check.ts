import './metrics/format.checks.ts'
import './metrics/histogram.checks.ts'
import './metrics/http.checks.ts'
