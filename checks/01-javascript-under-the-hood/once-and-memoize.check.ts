import { setImmediate as nextTurn } from 'node:timers/promises'
import { check, expect, vi } from 'backend-workbook/check'
import { memoize, once } from '../../exercises/01-javascript-under-the-hood/once-and-memoize.ts'
import { stillAlive } from './garbage.ts'

check('once runs the function at the first call only', { read: 'once-and-memoize' }, () => {
  const connect = vi.fn((host: string) => ({ host }))
  const connectOnce = once(connect)
  expect(connect, 'const connectOnce = once(connect), not called yet').toHaveBeenCalledTimes(0)
  const first = connectOnce('db1')
  expect(first, "connectOnce('db1')").toEqual({ host: 'db1' })
  expect(connectOnce('db2'), "connectOnce('db1'), then connectOnce('db2')").toBe(first)
  expect(connect, "connectOnce('db1'), then connectOnce('db2')").toHaveBeenCalledTimes(1)
})

check('once remembers that the first result was undefined', { read: 'once-and-memoize' }, () => {
  const announce = vi.fn(() => undefined)
  const announceOnce = once(announce)
  announceOnce()
  announceOnce()
  expect(announce, 'a function that returns undefined, called twice').toHaveBeenCalledTimes(1)
  for (const nothing of [null, 0, '', false]) {
    const find = vi.fn(() => nothing)
    const findOnce = once(find)
    expect([findOnce(), findOnce()], `a function that returns ${JSON.stringify(nothing)}, called twice`).toEqual([
      nothing,
      nothing,
    ])
    expect(find, `a function that returns ${JSON.stringify(nothing)}, called twice`).toHaveBeenCalledTimes(1)
  }
})

check('once passes on this and the arguments', { read: 'this-comes-from-the-call' }, () => {
  const shop = {
    city: 'Berlin',
    greet: once(function (this: { city: string }, hello: string, mark: string) {
      return `${hello} from ${this?.city}${mark}`
    }),
  }
  expect(shop.greet('Hello', '!'), "shop.greet('Hello', '!') of { city: 'Berlin', greet: once(…) }").toBe(
    'Hello from Berlin!',
  )
})

check('once tries again after a call that failed', { read: 'once-and-memoize' }, async () => {
  const throws = once(failsFirst('throw'))
  expect(() => throws('sync'), 'the first call throws').toThrow('not yet')
  expect(throws('sync'), 'the first call throws, the second does not').toBe('sync ready')

  const rejects = once(failsFirst('reject'))
  await expect(rejects('async'), "the first call's promise rejects").rejects.toThrow('not yet')
  await nextTurn()
  const second = await Promise.resolve(rejects('async')).catch((error: Error) => `rejected again: ${error.message}`)
  expect(second, 'the first promise rejects, the second call works').toBe('async ready')
})

check('memoize runs the function again only for new arguments', { read: 'once-and-memoize' }, () => {
  const area = vi.fn((width: number, height = 1) => width * height)
  const remembered = memoize(area)
  expect([remembered(2, 3), remembered(2, 3), remembered(2, 3)], 'area(2, 3) three times').toEqual([6, 6, 6])
  expect(area, 'area(2, 3) three times').toHaveBeenCalledTimes(1)
  expect(remembered(5, 3), 'area(2, 3), then area(5, 3)').toBe(15)
  expect(remembered(2, 3), 'area(2, 3), area(5, 3), then area(2, 3)').toBe(6)
  expect(area, 'area(2, 3), area(5, 3), then area(2, 3)').toHaveBeenCalledTimes(2)
  remembered(Number.NaN, 1)
  remembered(Number.NaN, 1)
  expect(area, 'area(NaN, 1) twice, after two other calculations').toHaveBeenCalledTimes(3)
  remembered(0, 1)
  remembered(-0, 1)
  expect(area, 'area(0, 1) and area(-0, 1), after three other calculations: 0 === -0').toHaveBeenCalledTimes(4)
})

check('memoize looks at every argument', { read: 'once-and-memoize' }, () => {
  const list = memoize((...args: unknown[]) => JSON.stringify(args))
  expect([list(20, 30), list(20, 40)], 'list(20, 30), then list(20, 40)').toEqual(['[20,30]', '[20,40]'])
  expect([list(20), list(), list(30, 20)], 'then list(20), list() and list(30, 20)').toEqual(['[20]', '[]', '[30,20]'])
  expect(list(20, undefined), 'list(20), then list(20, undefined)').toBe('[20,null]')
})

check('memoize does not take one text for another', { read: 'once-and-memoize' }, () => {
  const list = memoize((...args: unknown[]) => JSON.stringify(args))
  expect([list(1), list('1')], "list(1), then list('1')").toEqual(['[1]', '["1"]'])
  expect([list('a,b'), list('a', 'b')], "list('a,b'), then list('a', 'b')").toEqual(['["a,b"]', '["a","b"]'])
  expect([list(null), list('null')], "list(null), then list('null')").toEqual(['[null]', '["null"]'])
  const name = memoize((key: symbol) => (key === here ? 'here' : 'elsewhere'))
  const [here, there] = [Symbol('place'), Symbol('place')]
  expect([name(here), name(there)], "name(here), then name(there), two symbols that are both Symbol('place')").toEqual([
    'here',
    'elsewhere',
  ])
})

check('memoize tells two objects with equal contents apart', { read: 'once-and-memoize' }, () => {
  const wrap = memoize((value: object) => [value])
  const one = { id: 1 }
  const other = { id: 1 }
  expect(wrap(one)[0], 'wrap(one), where one is { id: 1 }').toBe(one)
  expect(wrap(other)[0] === other, 'wrap(one), then wrap(other): are we given other?').toBe(true)
  const first = wrap(one)
  expect(wrap(one) === first, 'wrap(one) again: is it the same result as before?').toBe(true)
})

check('memoize remembers that a result was undefined', { read: 'once-and-memoize' }, () => {
  const find = vi.fn((_id: number) => undefined)
  const remembered = memoize(find)
  remembered(7)
  remembered(7)
  expect(find, 'a function that returns undefined, find(7) twice').toHaveBeenCalledTimes(1)
  for (const nothing of [null, 0, '', false]) {
    const look = vi.fn((_id: number) => nothing)
    const lookRemembered = memoize(look)
    lookRemembered(7)
    lookRemembered(7)
    expect(look, `a function that returns ${JSON.stringify(nothing)}, look(7) twice`).toHaveBeenCalledTimes(1)
  }
})

check('two memoized functions do not share their memory', { read: 'closures' }, () => {
  const double = memoize((value: number) => value * 2)
  const square = memoize((value: number) => value * value)
  expect([double(50), square(50)], 'double(50), then square(50)').toEqual([100, 2500])
})

check('all callers share one promise, before it settles and after', { read: 'once-and-memoize' }, async () => {
  const load = vi.fn(async (id: number) => `user ${id}`)
  const remembered = memoize(load)
  const three = Promise.all([remembered(77), remembered(77), remembered(77)])
  expect(await three, 'memoized load(77) three times at once').toEqual(['user 77', 'user 77', 'user 77'])
  expect(load, 'memoized load(77) three times at once').toHaveBeenCalledTimes(1)
  await nextTurn()
  expect(await remembered(77), 'load(77) once more, when the first have their answer').toBe('user 77')
  expect(load, 'load(77) three times at once, and once more after that').toHaveBeenCalledTimes(1)

  const connect = vi.fn(async () => 'connected')
  const connectOnce = once(connect)
  await Promise.all([connectOnce(), connectOnce()])
  await nextTurn()
  await connectOnce()
  expect(connect, 'connectOnce() twice at once, and once more after that').toHaveBeenCalledTimes(1)
})

check('memoize forgets a call that failed', { read: 'once-and-memoize' }, async () => {
  const throws = memoize(failsFirst('throw'))
  expect(() => throws('sync'), 'the first call throws').toThrow('not yet')
  expect(throws('sync'), 'the first call throws, the second does not').toBe('sync ready')

  const rejects = memoize(failsFirst('reject'))
  await expect(rejects('async'), "the first call's promise rejects").rejects.toThrow('not yet')
  await nextTurn()
  const second = await Promise.resolve(rejects('async')).catch((error: Error) => `rejected again: ${error.message}`)
  expect(second, 'the first promise rejects, the second call works').toBe('async ready')
})

check('memoize passes on this and keeps instances apart', { read: 'this-comes-from-the-call' }, () => {
  const gross = memoize(function (this: { vat: number }, net: number) {
    return net + this?.vat
  })
  const berlin = { vat: 19, gross }
  const zurich = { vat: 8, gross }
  expect(berlin.gross(100), 'berlin.gross(100), where berlin.vat is 19').toBe(119)
  expect(zurich.gross(100), 'then zurich.gross(100), the same method, where zurich.vat is 8').toBe(108)
  expect(berlin.gross(100), 'then berlin.gross(100) again').toBe(119)
})

check('memoize keeps no argument alive that nobody else uses', { read: 'closures-that-keep-memory' }, async () => {
  const kind = memoize((value: object, unit: string) => `${typeof value} in ${unit}`)
  const alive = await stillAlive(100, (index) => {
    const value = index % 2 === 0 ? { items: [index] } : () => index
    kind(value, 'pieces')
    return value
  })
  expect(
    alive,
    '50 objects and 50 functions given to a memoized function and dropped: how many stay in memory?',
  ).toBeLessThan(5)
})

/** A function whose first call fails. */
function failsFirst(how: 'throw' | 'reject'): (text: string) => string | Promise<string> {
  let calls = 0
  return (text) => {
    calls += 1
    if (calls > 1) return how === 'throw' ? `${text} ready` : Promise.resolve(`${text} ready`)
    if (how === 'throw') throw new Error('not yet')
    return Promise.reject(new Error('not yet'))
  }
}
