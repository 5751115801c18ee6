import { check, expect } from 'backend-workbook/check'
import { createRegistry } from '../../../exercises/17-logging-and-monitoring/metrics.ts'

check('counts in a bucket all that is less than or equal to its bound', { read: 'histograms' }, () => {
  const registry = createRegistry()
  const histogram = registry.histogram({ name: 'size', help: 'Sizes.', buckets: [0.5, 1, 2.5] })
  for (const value of [0.25, 0.5, 0.75, 1, 2.5, 2.75, 100, -1]) histogram.observe(value)
  expect(registry.text(), 'buckets 0.5, 1, 2.5 after 0.25, 0.5, 0.75, 1, 2.5, 2.75, 100, -1').toBe(
    [
      '# HELP size Sizes.',
      '# TYPE size histogram',
      'size_bucket{le="0.5"} 3',
      'size_bucket{le="1"} 5',
      'size_bucket{le="2.5"} 6',
      'size_bucket{le="+Inf"} 8',
      'size_sum 106.75',
      'size_count 8',
      '',
    ].join('\n'),
  )
})

check('keeps a histogram for each set of labels, with le behind the others', { read: 'histograms' }, () => {
  const registry = createRegistry()
  const histogram = registry.histogram({ name: 'ms', help: '', labels: ['route', 'verb'], buckets: [10] })
  histogram.observe(5, { verb: 'GET', route: '/a' })
  histogram.observe(20, { route: '/b', verb: 'GET' })
  histogram.observe(7, { route: '/a', verb: 'GET' })
  expect(registry.text().split('\n').slice(2, -1), 'two for /a, one for /b').toEqual([
    'ms_bucket{route="/a",verb="GET",le="10"} 2',
    'ms_bucket{route="/a",verb="GET",le="+Inf"} 2',
    'ms_sum{route="/a",verb="GET"} 12',
    'ms_count{route="/a",verb="GET"} 2',
    'ms_bucket{route="/b",verb="GET",le="10"} 0',
    'ms_bucket{route="/b",verb="GET",le="+Inf"} 1',
    'ms_sum{route="/b",verb="GET"} 20',
    'ms_count{route="/b",verb="GET"} 1',
  ])
})

check('shows a histogram without labels from the start, all zeros', { read: 'histograms' }, () => {
  const registry = createRegistry()
  registry.histogram({ name: 'ms', help: '', buckets: [1, 2] })
  registry.histogram({ name: 'never', help: '', labels: ['x'], buckets: [1] })
  expect(registry.text().split('\n').slice(2, -1), 'a histogram that was never used, and one with a label').toEqual([
    'ms_bucket{le="1"} 0',
    'ms_bucket{le="2"} 0',
    'ms_bucket{le="+Inf"} 0',
    'ms_sum 0',
    'ms_count 0',
    '# HELP never ',
    '# TYPE never histogram',
  ])
})
