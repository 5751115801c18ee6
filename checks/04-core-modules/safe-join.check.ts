import './safe-join/names.checks.ts'
import './safe-join/links.checks.ts'
