import { check, expect } from 'backend-workbook/check'
import { createRegistry } from '../../../exercises/17-logging-and-monitoring/metrics.ts'

/** The lines of one metric, without its HELP and TYPE. */
const series = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))

check('writes HELP and TYPE once, then one line a series, in the order of use', { read: 'metrics' }, () => {
  const registry = createRegistry()
  expect(registry.text(), 'the text of an empty registry').toBe('')
  const logins = registry.counter({ name: 'logins_total', help: 'Logins.', labels: ['result', 'method'] })
  registry.gauge({ name: 'queue_jobs', help: 'Jobs that wait.' }).set(7)
  logins.inc({ result: 'ok', method: 'password' })
  logins.inc({ result: 'wrong', method: 'token' })
  logins.inc({ method: 'password', result: 'ok' })
  expect(registry.text(), 'a counter with three calls and a gauge that is 7').toBe(
    [
      '# HELP logins_total Logins.',
      '# TYPE logins_total counter',
      'logins_total{result="ok",method="password"} 2',
      'logins_total{result="wrong",method="token"} 1',
      '# HELP queue_jobs Jobs that wait.',
      '# TYPE queue_jobs gauge',
      'queue_jobs 7',
      '',
    ].join('\n'),
  )
})

check('shows a metric without labels from the start, and no series of one with labels', { read: 'metrics' }, () => {
  const registry = createRegistry()
  registry.counter({ name: 'a', help: 'A.' })
  registry.gauge({ name: 'b', help: 'B.', labels: [] })
  registry.counter({ name: 'c', help: 'C.', labels: ['x'] })
  expect(registry.text(), 'three metrics that were never used, the third with a label').toBe(
    '# HELP a A.\n# TYPE a counter\na 0\n# HELP b B.\n# TYPE b gauge\nb 0\n# HELP c C.\n# TYPE c counter\n',
  )
})

check('adds up a counter for each set of label values', { read: 'metrics' }, () => {
  const registry = createRegistry()
  const plain = registry.counter({ name: 'plain', help: '' })
  plain.inc()
  plain.inc({})
  plain.inc(undefined, 2.5)
  plain.inc({}, 0)
  const counter = registry.counter({ name: 'pairs', help: '', labels: ['a', 'b'] })
  for (const [a, b] of [
    ['1', '23'],
    ['12', '3'],
    ['1', '23'],
    ['1","b":"2', '3'],
    ['x,y', 'z'],
    ['x', 'y,z'],
    ['', ''],
  ] as const) {
    counter.inc({ a, b })
  }
  counter.inc({ b: '23', a: '1' }, 10)
  expect(series(registry.text()), 'plain: +1 +1 +2.5 +0; pairs: eight calls for six sets').toEqual([
    'plain 4.5',
    'pairs{a="1",b="23"} 12',
    'pairs{a="12",b="3"} 1',
    'pairs{a="1\\",\\"b\\":\\"2",b="3"} 1',
    'pairs{a="x,y",b="z"} 1',
    'pairs{a="x",b="y,z"} 1',
    'pairs{a="",b=""} 1',
  ])
})

check('refuses to count down', { read: 'metrics' }, () => {
  const registry = createRegistry()
  const counter = registry.counter({ name: 'orders_total', help: '' })
  counter.inc(undefined, 3)
  expect(() => counter.inc(undefined, -1), 'inc(undefined, -1)').toThrow(RangeError)
  expect(series(registry.text()), 'the counter after +3 and a refused -1').toEqual(['orders_total 3'])
})

check('sets a gauge to any number', { read: 'metrics' }, () => {
  const registry = createRegistry()
  const gauge = registry.gauge({ name: 'level', help: '', labels: ['of'] })
  gauge.set(5, { of: 'a' })
  gauge.set(-2.25, { of: 'a' })
  gauge.set(Number.POSITIVE_INFINITY, { of: 'b' })
  gauge.set(Number.NEGATIVE_INFINITY, { of: 'c' })
  gauge.set(Number.NaN, { of: 'd' })
  gauge.set(0, { of: 'e' })
  expect(series(registry.text()), 'five series of a gauge').toEqual([
    'level{of="a"} -2.25',
    'level{of="b"} +Inf',
    'level{of="c"} -Inf',
    'level{of="d"} NaN',
    'level{of="e"} 0',
  ])
})

check('escapes what would break a line', { read: 'metrics' }, () => {
  const registry = createRegistry()
  const counter = registry.counter({ name: 'a', help: 'A "b" \\ c\nd', labels: ['path'] })
  counter.inc({ path: 'C:\\new "x"\nb 1' })
  counter.inc({ path: '\n\n""' })
  expect(registry.text(), 'help and label values with backslashes, quotes and line breaks').toBe(
    [
      '# HELP a A "b" \\\\ c\\nd',
      '# TYPE a counter',
      'a{path="C:\\\\new \\"x\\"\\nb 1"} 1',
      'a{path="\\n\\n\\"\\""} 1',
      '',
    ].join('\n'),
  )
})

check('refuses missing labels, strange labels and a name that is taken', { read: 'metrics' }, () => {
  const registry = createRegistry()
  const counter = registry.counter({ name: 'a', help: '', labels: ['x', 'y'] })
  const gauge = registry.gauge({ name: 'b', help: '' })
  const histogram = registry.histogram({ name: 'c', help: '', labels: ['x'], buckets: [1] })
  const before = registry.text()
  for (const [call, input] of [
    [() => counter.inc(), 'inc() where labels x and y are wanted'],
    [() => counter.inc({ x: '1' }), "inc({ x: '1' }) where y is wanted, too"],
    [() => counter.inc({ x: '1', y: '2', z: '3' }), "inc({ x: '1', y: '2', z: '3' }) with a z that the counter lacks"],
    [() => gauge.set(1, { x: '1' }), "set(1, { x: '1' }) on a gauge without labels"],
    [() => histogram.observe(1), 'observe(1) where x is wanted'],
    [() => histogram.observe(1, { constructor: 'x' }), "observe(1, { constructor: 'x' }) where x is wanted"],
  ] as const) {
    expect(call, input).toThrow(TypeError)
  }
  const again = () => registry.gauge({ name: 'a', help: '' })
  expect(again, "a second metric named 'a'").toThrow(Error)
  expect(registry.text(), 'the text after these seven').toBe(before)
})
