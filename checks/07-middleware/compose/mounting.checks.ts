import { check, expect } from 'backend-workbook/check'
import type { ErrorHandler, Handler, Layer, Request } from '../../../exercises/07-middleware/compose.ts'
import { failingLater, send, settled } from '../requests.ts'
import { compose } from './composed.ts'
import { reporting, traced } from './layers.ts'

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
    const others = ['/', '/administration', '/admi', '/admin.json', '/admin-old/users', '/Admin', '/%61dmin']
    for (const url of [...others, '//admin', '/shop/admin', '/store/admin', '/shop?from=/admin']) {
      expect(await runs(url), `compose([['/admin', mounted], ['/', root], after]) for ${url}`).toEqual([
        'root',
        'after',
      ])
    }
    const { trace, step } = traced()
    await settled(send(compose([step('everywhere'), ['/', step('root')]]), '*'))
    expect(trace, "compose([everywhere, ['/', root]]) for the url *, which OPTIONS may have").toEqual([
      'everywhere',
      'root',
    ])
    await comparesLetters()
    await mountsHandlers()
  },
)

async function comparesLetters() {
  const { trace, step } = traced()
  const layers: Layer[] = [['/v1.0', step('mounted')]]
  for (const url of ['/v1.0/orders', '/v1x0/orders']) await settled(send(compose(layers), url))
  expect(trace, "what compose([['/v1.0', mounted]]) runs for /v1.0/orders and /v1x0/orders").toEqual(['mounted'])
  const { trace: runs, step: mounted } = traced()
  const chain = compose([['/admin/users', mounted('users')]])
  for (const url of ['/admin', '/admin/orders', '/admin/users', '/admin/users/7']) await settled(send(chain, url))
  const urls = '/admin, /admin/orders, /admin/users and /admin/users/7'
  expect(runs, `what compose([['/admin/users', users]]) runs for ${urls}`).toEqual(['users', 'users'])
}

async function mountsHandlers() {
  const { trace, passing } = traced()
  const chain = compose([reporting(new Error('no stock')), ['/admin', passing('staff')], passing('all')])
  for (const url of ['/admin/users', '/orders']) await settled(send(chain, url))
  expect(
    trace,
    "error handlers run by compose([fails, ['/admin', staff], all]) for /admin/users, then /orders",
  ).toEqual(['staff: no stock', 'all: no stock', 'all: no stock'])
}

check('takes the path off the url for as long as mounted middleware has it', { read: 'mounting' }, async () => {
  const { seen, note, waits, after } = noting()
  const fails: Handler = async (request, _response, next) => {
    note('fails', request)
    next(new Error('no stock'))
  }
  const onError: ErrorHandler = (error, request, _response, next) => {
    note('onError', request)
    next(error)
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
  for (const [url, rest] of [
    ['/shop?open=1', '/?open=1'],
    ['/shop', '/'],
    ['/shop/', '/'],
    ['/shop/orders/', '/orders/'],
  ]) {
    seen.length = 0
    await settled(send(compose([['/shop', waits], after]), url))
    expect(seen, `compose([['/shop', waits], after]) for ${url}`).toEqual([
      `waits ${rest} below '/shop'`,
      `after ${url} below ''`,
    ])
  }
  await fromErrorHandlers()
  await putsBack()
})

async function fromErrorHandlers() {
  const { seen, note } = noting()
  const onError =
    (name: string): ErrorHandler =>
    async (error, request, _response, next) => {
      await Promise.resolve()
      note(name, request)
      next(error)
    }
  const layers: Layer[] = [reporting(new Error('no stock')), ['/shop', onError('mounted')], onError('last')]
  await settled(send(compose(layers), '/shop/orders'))
  expect(seen, "error handlers of compose([fails, ['/shop', mounted], last]) for /shop/orders").toEqual([
    "mounted /orders below '/shop'",
    "last /shop/orders below ''",
  ])
}

/** However mounted middleware goes on, and whatever it has done to the two. */
async function putsBack() {
  const failures: [how: string, Handler][] = [
    [
      'throws',
      () => {
        throw new Error('no stock')
      },
    ],
    ['rejects', () => failingLater(() => new Error('no stock'))],
    [
      'changes both and calls next()',
      (request, _response, next) => {
        request.url = '/elsewhere'
        request.baseUrl = '/nowhere'
        next()
      },
    ],
  ]
  for (const [how, mounted] of failures) {
    const { seen, note, after } = noting()
    const onError: ErrorHandler = (_error, request, _response, next) => {
      note('onError', request)
      next()
    }
    await settled(send(compose([['/api', compose([['/shop', mounted], onError, after])]]), '/api/shop/orders'))
    expect(
      seen.at(-1),
      `what compose([['/api', compose([['/shop', mounted], …])]]) shows behind it, where mounted ${how}`,
    ).toBe("after /shop/orders below '/api'")
  }
}

/** Layers that write down what they see of the request. */
function noting() {
  const seen: string[] = []
  const note = (name: string, { url, baseUrl = '' }: Request) => seen.push(`${name} ${url} below '${baseUrl}'`)
  const waits: Handler = async (request, _response, next) => {
    await Promise.resolve()
    note('waits', request)
    next()
  }
  const after: Handler = (request, _response, next) => {
    note('after', request)
    next()
  }
  return { seen, note, waits, after }
}
