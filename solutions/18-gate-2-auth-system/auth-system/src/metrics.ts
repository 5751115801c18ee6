import type { Request } from 'express'

type Labels = Record<string, string>
export type LoginResult = 'ok' | 'failed' | 'limited'

const BOUNDS = [0.01, 0.05, 0.1, 0.5, 1, 5]
const DURATION = 'http_request_duration_seconds'
const LOGINS = 'auth_logins_total'

interface Series {
  labels: Labels
  /** How many were within each bound; the last counts all. */
  counts: number[]
  sum: number
}

/** What Prometheus collects, in its text format. */
export class Metrics {
  readonly #series = new Map<string, Series>()
  readonly #logins: Record<LoginResult, number> = { ok: 0, failed: 0, limited: 0 }

  observe(labels: Labels, seconds: number): void {
    const key = write(labels)
    const series = this.#series.get(key) ?? { labels, counts: new Array(BOUNDS.length + 1).fill(0), sum: 0 }
    this.#series.set(key, series)
    series.sum += seconds
    for (const [index, bound] of [...BOUNDS, Infinity].entries()) {
      if (seconds <= bound) series.counts[index] = (series.counts[index] ?? 0) + 1
    }
  }

  countLogin(result: LoginResult): void {
    this.#logins[result] += 1
  }

  text(): string {
    const lines = [`# HELP ${DURATION} From the request to the end of its answer.`, `# TYPE ${DURATION} histogram`]
    for (const { labels, counts, sum } of this.#series.values()) {
      for (const [index, count] of counts.entries()) {
        lines.push(`${DURATION}_bucket${write({ ...labels, le: String(BOUNDS[index] ?? '+Inf') })} ${count}`)
      }
      lines.push(`${DURATION}_sum${write(labels)} ${sum}`, `${DURATION}_count${write(labels)} ${counts.at(-1)}`)
    }
    lines.push(`# HELP ${LOGINS} Logins with a password.`, `# TYPE ${LOGINS} counter`)
    for (const [result, count] of Object.entries(this.#logins)) lines.push(`${LOGINS}${write({ result })} ${count}`)
    return `${lines.join('\n')}\n`
  }
}

/** All routes are declared with their whole path. Strangers' paths have none, so they cannot make series. */
export function routeOf({ route }: Request): string {
  return typeof route?.path === 'string' ? route.path : 'none'
}

function write(labels: Labels): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')}}`
}
