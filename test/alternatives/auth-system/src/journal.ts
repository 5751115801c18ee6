import { AsyncLocalStorage } from 'node:async_hooks'
import { writeSync } from 'node:fs'

export const scope = new AsyncLocalStorage<string>()

function line(level: string, message: string, fields: object): void {
  const entry = { time: new Date().toISOString(), level, message, requestId: scope.getStore(), ...fields }
  writeSync(1, `${JSON.stringify(entry)}\n`)
}

export const note = (message: string, fields: object = {}) => line('INFO', message, fields)
export const alarm = (message: string, fields: object = {}) => line('WARN', message, { security: true, ...fields })

/** Durations by their labels, and logins by what came of them. */
const durations = new Map<string, number[]>()
const logins = new Map([
  ['ok', 0],
  ['failed', 0],
  ['limited', 0],
])
const BOUNDS = [0.05, 0.5, 5, Number.POSITIVE_INFINITY]

export function measure(method: string, route: string, status: number, seconds: number): void {
  const labels = `route="${route}",status="${status}",method="${method}"`
  durations.set(labels, [...(durations.get(labels) ?? []), seconds])
}

export const countLogin = (result: string) => logins.set(result, (logins.get(result) ?? 0) + 1)

export function metricsText(): string {
  const name = 'http_request_duration_seconds'
  const lines = [`# TYPE ${name} histogram`]
  for (const [labels, values] of durations) {
    for (const bound of BOUNDS) {
      const le = bound === Number.POSITIVE_INFINITY ? '+Inf' : bound
      lines.push(`${name}_bucket{${labels},le="${le}"} ${values.filter((value) => value <= bound).length}`)
    }
    lines.push(`${name}_sum{${labels}} ${values.reduce((sum, value) => sum + value, 0)}`)
    lines.push(`${name}_count{${labels}} ${values.length}`)
  }
  lines.push('# TYPE auth_logins_total counter')
  for (const [result, count] of logins) lines.push(`auth_logins_total{result="${result}"} ${count}`)
  return `${lines.join('\n')}\n`
}
