import type { Request, RequestHandler } from 'express'

export type Labels = Record<string, string>

export interface MetricOptions {
  name: string
  /** What it counts, for people. */
  help: string
  /** The names of its labels. Default none. */
  labels?: string[]
}

export interface Counter {
  /** Adds `by`, which is 1 unless given. */
  inc: (labels?: Labels, by?: number) => void
}

export interface Gauge {
  set: (value: number, labels?: Labels) => void
}

export interface Histogram {
  observe: (value: number, labels?: Labels) => void
}

export interface Registry {
  counter: (options: MetricOptions) => Counter
  gauge: (options: MetricOptions) => Gauge
  /** `buckets`: upper bounds in ascending order, without +Inf. */
  histogram: (options: MetricOptions & { buckets: number[] }) => Histogram
  /** Everything in the text format of Prometheus, as it is now. */
  text: () => string
}

/** One metric: a value of some kind for each set of label values. */
interface Metric<Value> {
  /** The value of this set, made when the set is used first. */
  at: (labels: Labels | undefined) => Value
  lines: () => string[]
}

export function createRegistry(): Registry {
  const metrics = new Map<string, () => string[]>()

  const add = <Value>(
    type: string,
    options: MetricOptions,
    initial: () => Value,
    write: Writer<Value>,
  ): Metric<Value> => {
    const { name, help } = options
    if (metrics.has(name)) throw new Error(`there is a metric ${name} already`)
    const metric = createMetric(options, initial, write)
    const head = [`# HELP ${name} ${escapeText(help)}`, `# TYPE ${name} ${type}`]
    metrics.set(name, () => [...head, ...metric.lines()])
    return metric
  }

  return {
    counter(options) {
      const counter = add('counter', options, () => ({ value: 0 }), writeNumber(options.name))
      return {
        inc(labels, by = 1) {
          if (by < 0) throw new RangeError(`a counter only grows, and ${by} is negative`)
          counter.at(labels).value += by
        },
      }
    },
    gauge(options) {
      const gauge = add('gauge', options, () => ({ value: 0 }), writeNumber(options.name))
      return {
        set(value, labels) {
          gauge.at(labels).value = value
        },
      }
    },
    histogram(options) {
      const { buckets } = options
      const empty = (): Observed => ({ counts: [], sum: 0, count: 0 })
      const histogram = add('histogram', options, empty, writeHistogram(options.name, buckets))
      return {
        observe(value, labels) {
          const series = histogram.at(labels)
          series.sum += value
          series.count += 1
          for (const [i, bound] of buckets.entries()) if (value <= bound) series.counts[i] = (series.counts[i] ?? 0) + 1
        },
      }
    },
    text: () =>
      [...metrics.values()]
        .flatMap((lines) => lines())
        .map((line) => `${line}\n`)
        .join(''),
  }
}

/** The lines of one series. */
type Writer<Value> = (value: Value, labels: [string, string][]) => string[]

function createMetric<Value>(
  { labels: names = [] }: MetricOptions,
  initial: () => Value,
  write: Writer<Value>,
): Metric<Value> {
  const series = new Map<string, { value: Value; labels: [string, string][] }>()

  const at = (given: Labels = {}) => {
    const unknown = Object.keys(given).find((name) => !names.includes(name))
    if (unknown !== undefined) throw new TypeError(`this metric has no label ${unknown}`)
    const labels = names.map((name): [string, string] => {
      const value = Object.hasOwn(given, name) ? given[name] : undefined
      if (value === undefined) throw new TypeError(`the label ${name} is missing`)
      return [name, value]
    })
    const key = JSON.stringify(labels)
    const found = series.get(key) ?? { value: initial(), labels }
    series.set(key, found)
    return found.value
  }

  if (names.length === 0) at()
  return { at, lines: () => [...series.values()].flatMap(({ value, labels }) => write(value, labels)) }
}

function writeNumber(name: string): Writer<{ value: number }> {
  return ({ value }, labels) => [line(name, labels, value)]
}

/** `counts` by bucket; one that nothing fell into has none. */
interface Observed {
  counts: number[]
  sum: number
  count: number
}

function writeHistogram(name: string, buckets: number[]): Writer<Observed> {
  return ({ counts, sum, count }, labels) => [
    ...buckets.map((bound, i) => line(`${name}_bucket`, [...labels, ['le', textOf(bound)]], counts[i] ?? 0)),
    line(`${name}_bucket`, [...labels, ['le', '+Inf']], count),
    line(`${name}_sum`, labels, sum),
    line(`${name}_count`, labels, count),
  ]
}

function line(name: string, labels: [string, string][], value: number): string {
  const pairs = labels.map(([label, text]) => `${label}="${escapeText(text).replaceAll('"', '\\"')}"`)
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${textOf(value)}`
}

function escapeText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

function textOf(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  if (value === Number.NEGATIVE_INFINITY) return '-Inf'
  return String(value)
}

export interface HttpMetricsOptions {
  registry: Registry
  /** The clock, in milliseconds. Default `performance.now`. */
  now?: () => number
}

const BUCKETS = [0.01, 0.05, 0.1, 0.5, 1, 5]

export function httpMetrics({ registry, now = () => performance.now() }: HttpMetricsOptions): RequestHandler {
  const duration = registry.histogram({
    name: 'http_request_duration_seconds',
    help: 'How long requests took, in seconds.',
    labels: ['method', 'route', 'status'],
    buckets: BUCKETS,
  })
  return (request, response, next) => {
    const start = now()
    response.once('close', () => {
      const status = response.writableFinished ? String(response.statusCode) : '499'
      duration.observe((now() - start) / 1000, { method: request.method, route: routeOf(request), status })
    })
    next()
  }
}

function routeOf(request: Request): string {
  // Express sets it when a route runs, and leaves the mount path of its router in place when that route answers.
  const route: unknown = request.route?.path
  return typeof route === 'string' ? `${request.baseUrl}${route}` : 'none'
}
