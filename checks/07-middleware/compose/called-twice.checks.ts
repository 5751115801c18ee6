import { check, expect } from 'backend-workbook/check'
import type { ErrorHandler, Handler, Layer } from '../../../exercises/07-middleware/compose.ts'
import { failingLater, said, send, settled } from '../requests.ts'
import { compose } from './composed.ts'
import { reporting, traced } from './layers.ts'

const twice = expect.stringMatching(/twice/i)

const again: [what: string, layer: Handler, ...errors: unknown[]][] = [
  [
    'calls next() twice',
    (_request, _response, next) => {
      next()
      next()
    },
    twice,
  ],
  [
    'calls next() three times',
    (_request, _response, next) => {
      next()
      next()
      next()
    },
    twice,
    twice,
  ],
  [
    'calls next(), waits, and calls next(null)',
    async (_request, _response, next) => {
      next()
      await Promise.resolve()
      next(null)
    },
    twice,
  ],
  [
    'calls next() and then next(error)',
    (_request, _response, next) => {
      next()
      next(new Error('no audit log'))
    },
    'no audit log',
  ],
  [
    'calls next() and then next(0)',
    (_request, _response, next) => {
      next()
      next(0)
    },
    0,
  ],
  [
    'calls next() and then throws',
    (_request, _response, next) => {
      next()
      throw new Error('no audit log')
    },
    'no audit log',
  ],
  [
    'calls next() and then throws undefined',
    (_request, _response, next) => {
      next()
      throw undefined
    },
    expect.any(String), // the message of some Error
  ],
  [
    'calls next() and then rejects',
    (_request, _response, next) => {
      next()
      return failingLater(() => new Error('no audit log'))
    },
    'no audit log',
  ],
]

check('does not run the rest twice, and takes a second call of next for an error', { read: 'next-twice' }, async () => {
  for (const [what, layer, ...expected] of again) {
    for (const ending of [false, true]) {
      const { trace, step, answering } = traced()
      const { errors, onError } = collecting()
      const answers: Handler = (_request, response) => {
        trace.push('a')
        response.end()
      }
      const a = ending ? answers : step('a')
      await settled(send(compose([answering('before'), layer, a, onError, step('b')])))
      const chain = `compose([onError0, x, a, onError, b]), where x ${what}${ending ? ' and a does not go on' : ''}`
      expect(trace, `ordinary layers run by ${chain}`).toEqual(ending ? ['a'] : ['a', 'b'])
      expect(errors, `errors that onError got in ${chain}`).toEqual(expected)
    }
  }
  await afterAnErrorToo()
  await errorHandlersToo()
  await handlersAsEver()
})

async function afterAnErrorToo() {
  const first: [what: string, layer: Handler, second: unknown][] = [
    [
      'calls next(error) and then next()',
      (_request, _response, next) => {
        next(new Error('no stock'))
        next()
      },
      twice,
    ],
    [
      'calls next(error) and then throws',
      (_request, _response, next) => {
        next(new Error('no stock'))
        throw new Error('no audit log')
      },
      'no audit log',
    ],
  ]
  for (const [what, layer, second] of first) {
    const { trace, step } = traced()
    const { errors, onError } = collecting()
    await settled(send(compose([layer, step('a'), onError, step('b')])))
    expect(trace, `ordinary layers run by compose([x, a, onError, b]), where x ${what}`).toEqual([])
    expect(errors, `errors that onError got, where x ${what}`).toEqual(['no stock', second])
  }
}

async function errorHandlersToo() {
  const { trace, step } = traced()
  const { errors, onError } = collecting()
  const mendsTwice: ErrorHandler = (_error, _request, _response, next) => {
    next()
    next()
  }
  await settled(send(compose([reporting(new Error('no stock')), mendsTwice, step('a'), onError, step('b')])))
  const what = 'compose([fails, mends, a, onError, b]), where mends is an error handler that calls next() twice'
  expect(trace, `ordinary layers run by ${what}`).toEqual(['a', 'b'])
  expect(errors, `errors that onError got in ${what}`).toEqual([twice])
}

/** A late error takes the way of every other: handlers in order, mounted ones for their path, and in the end the chain's own next. */
async function handlersAsEver() {
  const { trace, step, passing } = traced()
  const failsTwice: Handler = (_request, _response, next) => {
    next()
    throw new Error('no audit log')
  }
  const layers: Layer[] = [failsTwice, step('a'), ['/shop', passing('shop')], ['/api', passing('api')], passing('all')]
  const { done } = await settled(send(compose(layers), '/shop/orders'))
  const what =
    "compose([x, a, ['/shop', shop], ['/api', api], all]) for /shop/orders, where x calls next() and then throws"
  expect(trace, `layers run by ${what}`).toEqual(['a', 'shop: no audit log', 'all: no audit log'])
  expect(done.map(said), `calls of next after ${what}`).toEqual([undefined, 'no audit log'])
}

/** An error handler that ends the chain, and what it got. */
function collecting() {
  const errors: unknown[] = []
  const onError: ErrorHandler = (error, _request, _response, _next) => {
    errors.push(said(error))
  }
  return { errors, onError }
}
