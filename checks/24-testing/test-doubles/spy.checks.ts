import { check, expect } from 'backend-workbook/check'
import { spy } from '../../../exercises/24-testing/test-doubles.ts'

check('a spy passes arguments on, gives what comes back and notes each call', { read: 'doubles' }, () => {
  const add = spy((a: number, b: number) => a + b)
  expect([add(1, 2), add(3, 4)], 'spy((a, b) => a + b), called with (1, 2) and (3, 4)').toEqual([3, 7])
  expect(
    add.calls.map(({ args, result }) => ({ args, result })),
    'its calls',
  ).toEqual([
    { args: [1, 2], result: 3 },
    { args: [3, 4], result: 7 },
  ])
  const silent = spy<(name?: string) => unknown>()
  expect([silent('mill'), silent()], "spy(), called with ('mill') and ()").toEqual([undefined, undefined])
  expect(
    silent.calls.map(({ args }) => args),
    'args of its calls',
  ).toEqual([['mill'], []])
  const falsy = spy(() => 0)
  expect([falsy(), falsy.calls[0]?.result], 'spy(() => 0): what it gives, and what it notes').toEqual([0, 0])
  expect(add.calls.length, 'calls of the first spy, after the others were called').toBe(2)
})

check('a spy passes this on and notes it', { read: 'doubles' }, () => {
  const cart = {
    lines: 3,
    count: spy(function (this: { lines: number } | undefined, more: number) {
      return (this?.lines ?? 0) + more
    }),
  }
  expect(cart.count(4), 'cart.count(4), where count is a spy and cart has 3 lines').toBe(7)
  expect(cart.count.calls[0]?.self === cart, 'whether self of the call is cart').toBe(true)
})

check('a spy notes what is thrown and throws it; a promise is given back itself', { read: 'doubles' }, async () => {
  const error = new Error('refused')
  const charge = spy(() => {
    throw error
  })
  let caught: unknown
  try {
    charge()
  } catch (thrown) {
    caught = thrown
  }
  expect(caught === error, 'whether a spy of a function that throws throws the same').toBe(true)
  expect(charge.calls.length, 'calls that it noted').toBe(1)
  expect(charge.calls[0]?.error === error, 'whether error of the call is what was thrown').toBe(true)
  expect(Object.hasOwn(charge.calls[0] ?? {}, 'result'), 'whether that call has a result').toBe(false)
  const promise = Promise.reject(error)
  promise.catch(() => undefined)
  const send = spy(() => promise)
  expect(send() === promise, 'whether a spy gives the promise of its function').toBe(true)
  expect(send.calls[0]?.result === promise, 'whether result of the call is that promise').toBe(true)
  await Promise.resolve()
  expect(Object.hasOwn(send.calls[0] ?? {}, 'error'), 'whether a call has an error when its promise is rejected').toBe(
    false,
  )
})

check('a spy keeps arguments as they were', { read: 'doubles' }, () => {
  const mail = { to: ['mill'], options: { tries: 1 } }
  class Money {
    cents = 5
  }
  const at = new Date(0)
  const money = new Money()
  const work = () => 1
  const seen: unknown[] = []
  const send = spy((...args: unknown[]) => {
    seen.push(...args)
    ;(args[0] as typeof mail).to.push('while it ran')
  })
  send(mail, [mail], at, money, work, null, undefined)
  mail.to.push('bakery')
  mail.options.tries = 9
  const before = { to: ['mill'], options: { tries: 1 } }
  expect(send.calls[0]?.args.slice(0, 2), 'args, after the objects in them have changed').toEqual([before, [before]])
  expect(send.calls[0]?.args.slice(5), 'args that were null and undefined').toEqual([null, undefined])
  const kept = [at, money, work].map((each, index) => send.calls[0]?.args[index + 2] === each)
  expect(kept, 'whether a date, an object of a class and a function are noted as they are').toEqual([true, true, true])
  expect(seen[0] === mail, 'whether the function gets the original object').toBe(true)
})
