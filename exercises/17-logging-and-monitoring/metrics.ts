import type { RequestHandler } from 'express'

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

/**
 * Metrics in Prometheus' text format, version 0.0.4. Metrics appear in the order in which they were made, and the series of
 * one metric in the order in which they were first used.
 *
 * 1. Each metric begins with `# HELP <name> <help>` and `# TYPE <name> counter|gauge|histogram`, once. Then one line a series:
 *    `<name>{<label>="<value>",…} <number>`, labels in the order of `labels`. Without labels there are no braces. The text
 *    ends with a newline, and is empty without metrics.
 * 2. A metric without labels is there from the start, with 0. One with labels has no series before one was used; its HELP and
 *    TYPE are there all the same.
 * 3. `inc` adds up per set of label values. In which order a call names its labels does not matter. A negative `by` is refused
 *    with a RangeError; 0 is not.
 * 4. `set` replaces, and takes negative numbers, NaN and the infinities, which are written `NaN`, `+Inf` and `-Inf`.
 * 5. A histogram has a series `<name>_bucket` for each bucket, with the label `le` behind the others and the bound as its
 *    value, then one with `le="+Inf"`, then `<name>_sum` and `<name>_count`. A bucket counts all observations that are less
 *    than or equal to its bound: the counts grow from bucket to bucket.
 * 6. In label values `\` is written `\\`, `"` is written `\"` and a line break is written `\n`. In HELP only `\` and line breaks
 *    are.
 * 7. A call that lacks a label, or names one that the metric does not have, throws a TypeError and changes nothing. A second
 *    metric of the same name throws an Error.
 *
 * @example
 * const registry = createRegistry()
 * const logins = registry.counter({ name: 'logins_total', help: 'Logins.', labels: ['result'] })
 * logins.inc({ result: 'ok' })
 * registry.text()
 * // # HELP logins_total Logins.
 * // # TYPE logins_total counter
 * // logins_total{result="ok"} 1
 */
export function createRegistry(): Registry {
  return {
    counter: () => ({ inc: () => {} }),
    gauge: () => ({ set: () => {} }),
    histogram: () => ({ observe: () => {} }),
    text: () => '',
  }
}

export interface HttpMetricsOptions {
  registry: Registry
  /** The clock, in milliseconds. Default `performance.now`. */
  now?: () => number
}

/**
 * Express middleware that measures each request, in a histogram `http_request_duration_seconds` with the labels `method`,
 * `route` and `status` and the buckets 0.01, 0.05, 0.1, 0.5, 1, 5.
 *
 * 8. The value is the time in seconds from the middleware to the end of the response, on the clock `now`.
 * 9. `route` is the pattern of the route that answered, not the path: `/orders/:id` for any order. A router's mount path stands
 *    in front: `/api/orders/:id`. (No mount path here has parameters. What a request counts as whose route failed is up to
 *    you.) Requests that no route took have the route `none`, whatever their path, so that strangers cannot make series.
 * 10. `status` is the status as text. A request whose client hung up before the response was ended, with `end()` or `json()`,
 *    counts as `499`. (One that hangs up later may count as either: a server does not always learn of it.)
 */
export function httpMetrics(_options: HttpMetricsOptions): RequestHandler {
  return (_request, _response, next) => next()
}
