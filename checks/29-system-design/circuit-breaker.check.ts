import './circuit-breaker/window.checks.ts'
import './circuit-breaker/probe.checks.ts'
import './circuit-breaker/calls.checks.ts'
