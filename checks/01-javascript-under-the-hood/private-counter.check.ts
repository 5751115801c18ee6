import { check, expect } from 'backend-workbook/check'
import { type Counter, createCounter } from '../../exercises/01-javascript-under-the-hood/private-counter.ts'

check('counts up and down in steps', { read: 'private-counter' }, () => {
  const counter = createCounter({ start: 10, step: 5 })
  expect(counter.value, 'createCounter({ start: 10, step: 5 }).value').toBe(10)
  expect(
    [counter.increment(), counter.increment(), counter.decrement()],
    'increment(), increment(), decrement()',
  ).toEqual([15, 20, 15])
  expect(counter.value, 'value after that').toBe(15)
  expect(counter.history(), 'history() after that').toEqual([10, 15, 20, 15])
})

check('starts at 0 and moves by 1 when it is told nothing', { read: 'private-counter' }, () => {
  const counter = createCounter()
  expect(counter.history(), 'createCounter().history()').toEqual([0])
  expect(
    [counter.increment(), counter.increment(), counter.decrement()],
    'increment(), increment(), decrement()',
  ).toEqual([1, 2, 1])
  const still = createCounter({ start: 0, step: 0 })
  expect(
    [still.increment(), still.decrement()],
    'createCounter({ start: 0, step: 0 }): increment(), decrement()',
  ).toEqual([0, 0])
  const back = createCounter({ step: -2 })
  expect([back.increment(), back.decrement()], 'createCounter({ step: -2 }): increment(), decrement()').toEqual([-2, 0])
})

check('two counters have nothing in common', { read: 'closures' }, () => {
  const one = createCounter({ start: 100 })
  const other = createCounter({ start: 200 })
  one.increment()
  one.increment()
  expect(other.increment(), 'the other counter, from 200, after the first counted twice').toBe(201)
  expect(one.history(), 'the history of the first').toEqual([100, 101, 102])
})

check('its methods work without the counter in front of them', { read: 'this-comes-from-the-call' }, () => {
  const { increment, history } = createCounter({ start: 3 })
  expect(
    outcome(() => [increment(), increment()]),
    'const { increment } = counter; increment(); increment()',
  ).toEqual([4, 5])
  const fake = { value: 1000, count: 1000, step: 1000 }
  expect(
    outcome(() => Reflect.apply(increment, fake, [])),
    'increment.call({ value: 1000, count: 1000 })',
  ).toBe(6)
  expect(
    outcome(() => history()),
    'const { history } = counter; history()',
  ).toEqual([3, 4, 5, 6])
})

check('its value cannot be assigned', { read: 'private-counter' }, () => {
  const counter = createCounter({ start: 7 })
  Reflect.set(counter, 'value', 999)
  expect(counter.value, 'value, after counter.value = 999').toBe(7)
  expect(counter.increment(), 'increment(), after counter.value = 999').toBe(8)
})

check('no other property leads to its state', { read: 'private-counter' }, () => {
  const counter = createCounter({ start: 7, step: 2 })
  counter.increment()
  const written = overwriteState(counter)
  const where = written.length > 0 ? `after ${written.join(', ')}` : 'after an attack on its properties'
  expect(counter.increment(), `start 7, step 2: the second increment(), ${where}`).toBe(11)
  expect(counter.value, `value after that, ${where}`).toBe(11)
  expect(counter.history(), `history() after that, ${where}`).toEqual([7, 9, 11])
})

check('the list it hands out is not its own', { read: 'shallow-and-deep' }, () => {
  const counter = createCounter()
  counter.increment()
  const list = counter.history()
  Reflect.set(list, 0, 999)
  outcome(() => list.push(999))
  expect(counter.history(), 'history(), after somebody changed the list they got from history()').toEqual([0, 1])
})

check('options that change later do not change it', { read: 'shallow-and-deep' }, () => {
  const options = { start: 1, step: 1 }
  const counter = createCounter(options)
  options.start = 50
  options.step = 50
  expect(counter.increment(), 'increment(), after options.step = 50').toBe(2)
  expect(counter.history(), 'history(), after options.start = 50').toEqual([1, 2])
})

check('it cannot be given other methods', { read: 'private-counter' }, () => {
  const counter = createCounter()
  for (const name of ['increment', 'history'] as const) {
    Reflect.set(counter, name, () => 999)
    Reflect.defineProperty(counter, name, { value: () => 999 })
    Reflect.deleteProperty(counter, name)
  }
  Reflect.defineProperty(counter, 'value', { get: () => 999 })
  const after = 'after counter.increment = () => 999, and after delete counter.increment'
  expect(
    outcome(() => counter.increment()),
    `increment(), ${after}`,
  ).toBe(1)
  expect(
    outcome(() => counter.history()),
    `history(), ${after.replaceAll('increment', 'history')}`,
  ).toEqual([0, 1])
  expect(counter.value, "value, after Object.defineProperty(counter, 'value', …)").toBe(1)
})

check('its JSON is its value and no way in', { read: 'private-counter' }, () => {
  const counter = createCounter({ start: 4 }) as Counter & { toJSON?: () => object }
  counter.increment()
  expect(JSON.stringify(counter), 'JSON.stringify(counter), at 5').toBe('{"value":5}')
  const json = counter.toJSON?.() ?? {}
  for (const key of Reflect.ownKeys(json)) Reflect.set(json, key, 999)
  expect(counter.increment(), 'increment(), after somebody changed what toJSON() gave').toBe(6)
})

/** Writes 999 over everything that hangs on the counter and is neither a method nor `value`; says what could be written. */
function overwriteState(counter: Counter): string[] {
  const written: string[] = []
  const seen = new Set<unknown>([Object.prototype, Function.prototype, Array.prototype])
  const visit = (target: object, path: string): void => {
    if (seen.has(target)) return
    seen.add(target)
    for (const key of Reflect.ownKeys(target)) {
      const name = `${path}${typeof key === 'symbol' ? `[${String(key)}]` : `.${key}`}`
      if (name === 'counter.value' || key === 'prototype' || key === 'constructor') continue
      const property = Object.getOwnPropertyDescriptor(target, key)
      if (typeof property?.value === 'object' && property.value !== null) visit(property.value, name)
      else if (typeof property?.value !== 'function' && Reflect.set(target, key, 999)) written.push(`${name} = 999`)
    }
    const parent: unknown = Object.getPrototypeOf(target)
    if (typeof parent === 'object' && parent !== null) visit(parent, path)
  }
  visit(counter, 'counter')
  return written
}

/** The result, or the error as text, so that a failure shows it. */
function outcome(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return String(error)
  }
}
