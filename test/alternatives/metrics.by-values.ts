/** Classes that hold the series, a list of values in place of names as the key, and two events in place of one. */
import type { RequestHandler } from 'express'
import type {
  HttpMetricsOptions,
  Labels,
  MetricOptions,
  Registry,
} from '../../exercises/17-logging-and-monitoring/metrics.ts'

const number = (value: number) =>
  value === Number.POSITIVE_INFINITY ? '+Inf' : value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value)
const escapeHelp = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
const escapeValue = (text: string) => escapeHelp(text).replaceAll('"', '\\"')

function line(name: string, pairs: [string, string][], value: number): string {
  const inside = pairs.map(([label, text]) => `${label}="${escapeValue(text)}"`).join(',')
  return `${name}${inside === '' ? '' : `{${inside}}`} ${number(value)}\n`
}

/** The series of one metric: a state for each set of label values. */
class Family<State> {
  readonly #labels: string[]
  readonly #create: () => State
  readonly #series = new Map<string, { values: string[]; state: State }>()

  constructor(labels: string[], create: () => State) {
    this.#labels = [...labels]
    this.#create = create
    if (labels.length === 0) this.at({})
  }

  at(given: Labels = {}): State {
    for (const label of Object.keys(given)) {
      if (!this.#labels.includes(label)) throw new TypeError(`there is no label ${label}`)
    }
    const values = this.#labels.map((label) => {
      if (!Object.hasOwn(given, label) || given[label] === undefined)
        throw new TypeError(`the label ${label} is missing`)
      return String(given[label])
    })
    const key = JSON.stringify(values)
    let found = this.#series.get(key)
    if (!found) {
      found = { values, state: this.#create() }
      this.#series.set(key, found)
    }
    return found.state
  }

  lines(write: (pairs: [string, string][], state: State) => string): string {
    let text = ''
    for (const { values, state } of this.#series.values()) {
      text += write(
        this.#labels.map((label, i) => [label, values[i] ?? '']),
        state,
      )
    }
    return text
  }
}

export function createRegistry(): Registry {
  const metrics = new Map<string, () => string>()

  function add<State>(
    type: string,
    { name, help, labels = [] }: MetricOptions,
    create: () => State,
    write: (pairs: [string, string][], state: State) => string,
  ): Family<State> {
    if (metrics.has(name)) throw new Error(`there is a metric ${name} already`)
    const family = new Family(labels, create)
    const head = `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`
    metrics.set(name, () => head + family.lines(write))
    return family
  }

  return {
    counter(options) {
      const { name } = options
      const family = add(
        'counter',
        options,
        () => ({ value: 0 }),
        (pairs, state) => line(name, pairs, state.value),
      )
      return {
        inc(labels, by = 1) {
          if (by < 0) throw new RangeError('a counter only grows')
          family.at(labels).value += by
        },
      }
    },
    gauge(options) {
      const { name } = options
      const family = add(
        'gauge',
        options,
        () => ({ value: 0 }),
        (pairs, state) => line(name, pairs, state.value),
      )
      return {
        set(value, labels) {
          family.at(labels).value = value
        },
      }
    },
    histogram(options) {
      const { name } = options
      const bounds = [...options.buckets]
      const create = () => ({ counts: bounds.map(() => 0), sum: 0, count: 0 })
      const family = add('histogram', options, create, (pairs, { counts, sum, count }) => {
        const buckets = bounds.map((bound, i) =>
          line(`${name}_bucket`, [...pairs, ['le', number(bound)]], counts[i] ?? 0),
        )
        return [
          ...buckets,
          line(`${name}_bucket`, [...pairs, ['le', '+Inf']], count),
          line(`${name}_sum`, pairs, sum),
          line(`${name}_count`, pairs, count),
        ].join('')
      })
      return {
        observe(value, labels) {
          const state = family.at(labels)
          state.counts = state.counts.map((count, i) => count + Number(value <= (bounds[i] ?? 0)))
          state.sum += value
          state.count++
        },
      }
    },
    text: () => [...metrics.values()].map((write) => write()).join(''),
  }
}

export function httpMetrics({ registry, now = () => performance.now() }: HttpMetricsOptions): RequestHandler {
  const durations = registry.histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests take, in seconds.',
    labels: ['method', 'route', 'status'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5],
  })
  return (request, response, next) => {
    const start = now()
    let done = false
    const record = (status: string) => {
      if (done) return
      done = true
      const route = request.route ? `${request.baseUrl ?? ''}${request.route.path}` : 'none'
      durations.observe((now() - start) / 1000, { method: request.method, route, status })
    }
    // in front of Node's own listener, which may end the socket
    response.prependListener('finish', () => record(response.socket?.destroyed ? '499' : String(response.statusCode)))
    response.on('close', () => record('499'))
    next()
  }
}
