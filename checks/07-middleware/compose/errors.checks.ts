import { check, expect } from 'backend-workbook/check'
import type { ErrorHandler, Handler } from '../../../exercises/07-middleware/compose.ts'
import { failingLater, said, send, settled } from '../requests.ts'
import { compose } from './composed.ts'
import { reporting, throwing, traced } from './layers.ts'

check('passes over error handlers while there is no error', { read: 'error-middleware' }, async () => {
  const { trace, step, passing, answering } = traced()
  const sent = await settled(send(compose([step('a'), answering('first'), step('b'), passing('second')])))
  expect(trace, 'compose([a, onError, b, onError]) without an error').toEqual(['a', 'b'])
  expect(sent.done, 'calls of next after it').toEqual([undefined])
  const { layers, ran } = ofOtherLengths()
  await settled(send(compose(layers)))
  expect(ran, 'what runs of layers that declare 0, 2, 3 (and one with a default) and 5 parameters').toEqual([
    'none',
    'two',
    'three and a default',
    'five',
  ])
  ran.length = 0
  await settled(send(compose([reporting(new Error('no stock')), ...layers])))
  expect(ran, 'what runs of the same layers behind a layer that calls next(error)').toEqual([])
})

/** Layers that go on, and do not declare four parameters. */
function ofOtherLengths() {
  const ran: string[] = []
  const goOn =
    (name: string) =>
    (...all: unknown[]) => {
      ran.push(name)
      // Whichever parameters they are given, the last function is next.
      for (const next of all.filter((each) => typeof each === 'function').slice(-1)) next()
    }
  const [three, two, five] = [goOn('three and a default'), goOn('two'), goOn('five')]
  const withDefault = (error: unknown, request: unknown, response: unknown, next: unknown = undefined) =>
    three(error, request, response, next)
  const layers = [
    goOn('none'),
    Object.defineProperty(two, 'length', { value: 2 }),
    withDefault as Handler,
    Object.defineProperty(five, 'length', { value: 5 }),
  ]
  return { layers, ran }
}

check('takes next(error) to the first error handler behind, past all else', { read: 'error-middleware' }, async () => {
  const { trace, step, passing, answering } = traced()
  const fails = reporting(new Error('no stock'))
  const layers = [answering('before'), step('a'), fails, step('b'), passing('first'), step('c'), answering('second')]
  await settled(send(compose([...layers, passing('third')])))
  expect(
    trace,
    'compose([onError0, a, fails, b, onError1, c, onError2, onError3]), where onError1 calls next(error) and onError2 answers',
  ).toEqual(['a', 'first: no stock', 'second: no stock'])
})

check('goes on with ordinary middleware when an error handler calls next()', { read: 'error-middleware' }, async () => {
  for (const value of [undefined, null]) {
    const { trace, step, passing } = traced()
    const mends: ErrorHandler = (_error, _request, _response, next) => next(value)
    const layers = [reporting(new Error('no cache')), step('a'), mends, passing('later'), step('b')]
    const sent = await settled(send(compose(layers)))
    expect(
      trace,
      `compose([fails, a, mends, onError, b]), where mends is an error handler that calls next(${value})`,
    ).toEqual(['b'])
    expect(sent.done, 'calls of next after it').toEqual([undefined])
  }
})

check('treats a throw like next(error), from an error handler too', { read: 'error-middleware' }, async () => {
  const { trace, answering } = traced()
  const throwsAgain: ErrorHandler = (error, _request, _response, _next) => {
    throw new Error(`${said(error)}, then second`)
  }
  await settled(send(compose([throwing(new Error('first')), throwsAgain, answering('answer')])))
  expect(trace, 'compose([throws, onErrorThrows, onError])').toEqual(['answer: first, then second'])
})

check('treats a rejected promise like next(error)', { read: 'async-errors' }, async () => {
  const { trace, step, answering } = traced()
  const rejects: Handler = () => failingLater(() => new Error('first'))
  const rejectsAgain: ErrorHandler = (error, _request, _response, _next) =>
    failingLater(() => new Error(`${said(error)}, then second`))
  await settled(send(compose([rejects, step('a'), rejectsAgain, answering('answer')])))
  expect(trace, 'compose([rejects, a, onErrorRejects, onError]), where both return promises').toEqual([
    'answer: first, then second',
  ])
})

check('gives an error that nobody has handled to its own next', { read: 'error-middleware' }, async () => {
  const error = new Error('no stock')
  const twice: Handler = (_request, _response, next) => {
    next()
    next()
  }
  const failures: [how: string, Handler, given: unknown[]][] = [
    ['calls next(error)', reporting(error), [error]],
    ['throws', throwing(error), [error]],
    ['rejects', () => failingLater(() => error), [error]],
    ['calls next(0)', reporting(0), [0]],
    ['throws undefined', throwing(undefined), [expect.any(Error)]],
  ]
  for (const [how, fails, given] of failures) {
    const { step, passing } = traced()
    const { done } = await settled(send(compose([fails, step('a'), passing('onError')])))
    const what = `compose([fails, a, onError]), where fails ${how} and onError calls next(error)`
    expect(done, `calls of next after ${what}`).toEqual(given)
    if (given[0] === error) expect(done[0] === error, `whether it is the very same Error, after ${what}`).toBe(true)
  }
  const { done } = await settled(send(compose([twice])))
  expect(done.map(said), 'calls of next after compose([x]), where x calls next() twice').toEqual([
    undefined,
    expect.stringMatching(/twice/i),
  ])
})
