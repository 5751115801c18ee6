import { check, expect } from 'backend-workbook/check'
import {
  compose,
  type ErrorHandler,
  type Handler,
  type Layer,
  type Next,
  type Request,
} from '../../exercises/07-middleware/compose.ts'
import { failingLater, said, send, settled } from './requests.ts'

/** Layers that write down when they run. */
function traced() {
  const trace: string[] = []
  return {
    trace,
    /** Goes straight on. */
    step: (name: string): Handler =>
      function step(_request, _response, next) {
        trace.push(name)
        next()
      },
    /** An error handler that goes on with the error it got. */
    passing: (name: string): ErrorHandler =>
      function passing(error, _request, _response, next) {
        trace.push(`${name}: ${said(error)}`)
        next(error)
      },
    /** An error handler that answers, and so ends the chain. */
    answering: (name: string): ErrorHandler =>
      function answering(error, _request, response, _next) {
        trace.push(`${name}: ${said(error)}`)
        response.end()
      },
  }
}

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

check('passes over error handlers while there is no error', { read: 'error-middleware' }, async () => {
  const { trace, step, passing, answering } = traced()
  const sent = await settled(send(compose([step('a'), answering('first'), step('b'), passing('second')])))
  expect(trace, 'compose([a, onError, b, onError]) without an error').toEqual(['a', 'b'])
  expect(sent.done, 'calls of next after it').toEqual([undefined])
})

check('takes next(error) to the first error handler behind, past all else', { read: 'error-middleware' }, async () => {
  const { trace, step, passing, answering } = traced()
  const fails: Handler = (_request, _response, next) => next(new Error('no stock'))
  const layers = [answering('before'), step('a'), fails, step('b'), passing('first'), step('c'), answering('second')]
  await settled(send(compose([...layers, passing('third')])))
  expect(
    trace,
    'compose([onError0, a, fails, b, onError1, c, onError2, onError3]), where onError1 calls next(error) and onError2 answers',
  ).toEqual(['a', 'first: no stock', 'second: no stock'])
})

check('goes on with ordinary middleware when an error handler calls next()', { read: 'error-middleware' }, async () => {
  const { trace, step, passing } = traced()
  const fails: Handler = (_request, _response, next) => next(new Error('no cache'))
  const mends: ErrorHandler = (_error, _request, _response, next) => next()
  const sent = await settled(send(compose([fails, step('a'), mends, passing('later'), step('b')])))
  expect(trace, 'compose([fails, a, mends, onError, b]), where mends is an error handler that calls next()').toEqual([
    'b',
  ])
  expect(sent.done, 'calls of next after it').toEqual([undefined])
})

check('treats a throw like next(error), from an error handler too', { read: 'error-middleware' }, async () => {
  const { trace, answering } = traced()
  const throws: Handler = () => {
    throw new Error('first')
  }
  const throwsAgain: ErrorHandler = (error, _request, _response, _next) => {
    throw new Error(`${said(error)}, then second`)
  }
  await settled(send(compose([throws, throwsAgain, answering('answer')])))
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

check('takes a failure without a reason for an error all the same', { read: 'async-errors' }, async () => {
  const throwsNothing: Handler = () => {
    throw undefined
  }
  const failures: [string, Handler][] = [
    ['returns Promise.reject()', () => failingLater(() => undefined)],
    ['throws undefined', throwsNothing],
    ['returns Promise.reject(null)', () => failingLater(() => null)],
  ]
  for (const [how, fails] of failures) {
    const { trace, step } = traced()
    const answers: ErrorHandler = (error, _request, _response, _next) => {
      trace.push(error instanceof Error ? 'onError with an Error' : `onError with ${error}`)
    }
    await settled(send(compose([fails, step('a'), answers])))
    expect(trace, `compose([fails, a, onError]), where fails ${how}`).toEqual(['onError with an Error'])
  }
})

check('gives an error that nobody has handled to its own next', { read: 'error-middleware' }, async () => {
  const { step, passing } = traced()
  const fails: Handler = (_request, _response, next) => next(new Error('no stock'))
  const sent = await settled(send(compose([fails, step('a'), passing('onError')])))
  expect(
    sent.done.map(said),
    'calls of next after compose([fails, a, onError]), where onError calls next(error)',
  ).toEqual(['no stock'])
})

check(
  'runs nothing twice, and reports a second word to the error handlers behind',
  { read: 'next-twice' },
  async () => {
    const twice: Handler = (_request, _response, next) => {
      next()
      next()
    }
    const failsLate: Handler = (_request, _response, next) => {
      next()
      throw new Error('no audit log')
    }
    for (const [what, layer, message] of [
      ['calls next() twice', twice, expect.stringMatching(/twice/)],
      ['calls next() and then throws', failsLate, 'no audit log'],
    ] as const) {
      const { trace, step, answering } = traced()
      const errors: unknown[] = []
      const onError: ErrorHandler = (error, _request, _response, _next) => {
        errors.push(said(error))
      }
      await settled(send(compose([answering('before'), layer, step('a'), onError, step('b')])))
      expect(trace, `ordinary layers run by compose([onError0, x, a, onError, b]), where x ${what}`).toEqual(['a', 'b'])
      expect(errors, `errors that onError got, where x ${what}`).toEqual([message])
    }
  },
)

check(
  'runs mounted middleware for its path and what is below, and for nothing else',
  { read: 'mounting' },
  async () => {
    const runs = async (url: string) => {
      const { trace, step } = traced()
      await settled(send(compose([['/admin', step('mounted')], ['/', step('root')], step('after')]), url))
      return trace
    }
    for (const url of ['/admin', '/admin/', '/admin/users/7', '/admin?page=2']) {
      expect(await runs(url), `compose([['/admin', mounted], ['/', root], after]) for ${url}`).toEqual([
        'mounted',
        'root',
        'after',
      ])
    }
    for (const url of ['/', '/administration', '/shop/admin', '/shop?from=/admin']) {
      expect(await runs(url), `compose([['/admin', mounted], ['/', root], after]) for ${url}`).toEqual([
        'root',
        'after',
      ])
    }
    const { trace, step } = traced()
    await settled(send(compose([step('everywhere')]), '*'))
    expect(trace, 'compose([everywhere]) for the url *, which OPTIONS may have').toEqual(['everywhere'])
  },
)

check('takes the path off the url for as long as mounted middleware has it', { read: 'mounting' }, async () => {
  const seen: string[] = []
  const note = (name: string, { url, baseUrl = '' }: Request) => seen.push(`${name} ${url} below '${baseUrl}'`)
  const waits: Handler = async (request, _response, next) => {
    await Promise.resolve()
    note('waits', request)
    next()
  }
  const fails: Handler = async (request, _response, next) => {
    note('fails', request)
    next(new Error('no stock'))
  }
  const onError: ErrorHandler = (error, request, _response, next) => {
    note('onError', request)
    next(error)
  }
  const after: Handler = (request, _response, next) => {
    note('after', request)
    next()
  }
  await settled(send(compose([['/shop', waits, fails], onError]), '/shop/orders?open=1'))
  expect(seen, "compose([['/shop', waits, fails], onError]) for /shop/orders?open=1").toEqual([
    "waits /orders?open=1 below '/shop'",
    "fails /orders?open=1 below '/shop'",
    "onError /shop/orders?open=1 below ''",
  ])
  seen.length = 0
  const moves: Handler = (request, _response, next) => {
    request.url = '/shop/moved'
    next()
  }
  await settled(send(compose([moves, ['/shop', waits]]), '/old'))
  expect(seen, "compose([moves, ['/shop', waits]]), where moves sets request.url to /shop/moved").toEqual([
    "waits /moved below '/shop'",
  ])
  seen.length = 0
  await settled(send(compose([['/shop', waits], after]), '/shop?open=1'))
  expect(seen, "compose([['/shop', waits], after]) for /shop?open=1").toEqual([
    "waits /?open=1 below '/shop'",
    "after /shop?open=1 below ''",
  ])
})

check('keeps nested chains, and requests at the same time, apart', { read: 'mounting' }, async () => {
  const seen: string[] = []
  const waits: Handler = async (_request, _response, next) => {
    await Promise.resolve()
    next()
  }
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
