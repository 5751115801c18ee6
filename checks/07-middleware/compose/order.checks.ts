import { check, expect } from 'backend-workbook/check'
import type { Handler, Layer, Next } from '../../../exercises/07-middleware/compose.ts'
import { send, settled } from '../requests.ts'
import { compose } from './composed.ts'
import { traced, waits } from './layers.ts'

check('runs middleware in order, each when the one before it goes on', { read: 'next' }, async () => {
  const { trace, step } = traced()
  let goOn: Next = () => {}
  const waiting: Handler = (_request, _response, next) => {
    trace.push('b')
    goOn = next
  }
  const sent = await settled(send(compose([step('a'), waiting, step('c'), step('d')])))
  expect(trace, 'what has run of compose([a, b, c, d]) while b has not called next').toEqual(['a', 'b'])
  goOn(null)
  await settled(sent)
  expect(trace, 'what has run when b has called next(null)').toEqual(['a', 'b', 'c', 'd'])
})

check('runs the rest of the chain inside the call of next()', { read: 'onion' }, async () => {
  const trace: string[] = []
  const ring =
    (name: string): Handler =>
    (_request, _response, next) => {
      trace.push(`${name} in`)
      next()
      trace.push(`${name} out`)
    }
  const core: Handler = (_request, response) => {
    trace.push('answer')
    response.end()
  }
  for (const [what, chain] of [
    ['compose([a, b, answer])', compose([ring('a'), ring('b'), core])],
    ['compose([a, compose([b]), answer])', compose([ring('a'), compose([ring('b')]), core])],
  ] as const) {
    trace.length = 0
    await settled(send(chain))
    expect(trace, `${what}, where a and b write a line before and after next()`).toEqual([
      'a in',
      'b in',
      'answer',
      'b out',
      'a out',
    ])
  }
})

check('hands over to its own next after the last layer, and only then', { read: 'next' }, async () => {
  const { step } = traced()
  const all = await settled(send(compose([step('a'), step('b')])))
  expect(all.done, 'calls of next after compose([a, b]), where both go on').toEqual([undefined])
  const none = await settled(send(compose([])))
  expect(none.done, 'calls of next after compose([])').toEqual([undefined])
  const answers: Handler = (_request, response) => response.end()
  const answered = await settled(send(compose([step('a'), answers, step('b')])))
  expect(answered.done, 'calls of next after compose([a, answer, b]), where answer does not go on').toEqual([])
})

check('keeps nested chains, and requests at the same time, apart', { read: 'mounting' }, async () => {
  const seen: string[] = []
  const note: Handler = ({ url, baseUrl = '' }, _response, next) => {
    seen.push(`${baseUrl} + ${url}`)
    next()
  }
  const vendors: Layer[] = [waits, ['/orders', note, waits], note]
  const chain = compose([waits, ['/api', compose([['/vendors', compose(vendors)]])], note])
  const first = send(chain, '/api/vendors/orders/7')
  const second = send(chain, '/api/vendors/9')
  await settled(first)
  await settled(second)
  expect(seen.sort(), 'what layers saw of /api/vendors/orders/7 and /api/vendors/9 in nested chains').toEqual([
    ' + /api/vendors/9',
    ' + /api/vendors/orders/7',
    '/api/vendors + /9',
    '/api/vendors + /orders/7',
    '/api/vendors/orders + /7',
  ])
  expect([first.done, second.done], 'calls of next after each of them').toEqual([[undefined], [undefined]])
})
