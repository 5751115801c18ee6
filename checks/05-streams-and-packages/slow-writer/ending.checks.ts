import type { Writable } from 'node:stream'
import { check, expect } from 'backend-workbook/check'
import { writeAll } from '../../../exercises/05-streams-and-packages/slow-writer.ts'
import { endOf, type Outcome, outcomeOf, quiet, uncaughtDuring, until } from '../support.ts'
import { counted, numbers, type Slow, slow, start } from './slow-target.ts'

/** All listeners but those a Writable has on itself. */
const listenersOf = (target: Writable) =>
  target.eventNames().reduce((count, event) => count + target.listenerCount(event), 0)

check('rejects with the error of the target, whenever it comes', { read: 'pipeline' }, async () => {
  const boom = new Error('the disk is full')
  const ends: [string, string][] = []
  const uncaught = await uncaughtDuring(async () => {
    for (const [when, highWaterMark] of [
      ['while it waits for a drain', 4],
      ['at the last chunk', 1000],
    ] as const) {
      const { target, busy, step } = slow(highWaterMark)
      const call = start(() => writeAll(target, ['12345678']))
      await until(busy, 60)
      await quiet()
      step(boom)
      ends.push([when, endOf(await call.end())])
    }
    const { target, run } = slow(1)
    run()
    async function* source() {
      yield 'a'
      await quiet()
      target.destroy(boom)
      await quiet()
      yield 'b'
    }
    ends.push(['while it waits for the source', endOf(await start(() => writeAll(target, source())).end())])
    const last = slow(1000)
    async function* ending() {
      yield 'a'
      await until(() => last.target.destroyed)
    }
    const call = start(() => writeAll(last.target, ending()))
    await until(last.busy, 60)
    await quiet()
    last.target.destroy(boom)
    ends.push(['while the source ends', endOf(await call.end())])
  })
  expect(uncaught, 'errors that nobody could catch when the target fails').toEqual([])
  for (const [when, end] of ends)
    expect(end, `writeAll(target, source) when the target fails ${when}`).toBe(boom.message)
})

check('rejects when the target is closed before everything is written', { read: 'pipeline' }, async () => {
  const ways: [string, (slow: Slow) => void][] = [
    ['target.destroy() is called, without an error', ({ target }) => target.destroy()],
    [
      'somebody else calls target.end()',
      ({ target, run }) => {
        target.end()
        run()
      },
    ],
  ]
  const ends: [string, Outcome<number>][] = []
  const uncaught = await uncaughtDuring(async () => {
    for (const [when, close] of ways) {
      const made = slow(4)
      const { target } = made
      // The second chunk is there when it is too late to write it.
      async function* source() {
        yield '1234'
        await until(() => target.destroyed || target.writableEnded)
        yield '5678'
      }
      const call = start(() => writeAll(target, source()))
      await until(made.busy, 60)
      await quiet()
      close(made)
      ends.push([when, await call.end()])
    }
    for (const [when, close] of ways) {
      const made = slow(4)
      close(made)
      await quiet()
      ends.push([`${when} before the call`, await start(() => writeAll(made.target, ['1234', '5678'])).end()])
    }
  })
  expect(uncaught, 'errors that nobody could catch when the target is closed').toEqual([])
  for (const [when, end] of ends) {
    expect(end, `writeAll(target, source) when ${when}`).toEqual({ rejected: expect.any(Error) })
    const said = typeof end === 'object' && 'rejected' in end ? String(end.rejected) : ''
    expect(said, `the error, as text, when ${when}`).toMatch(/: ./)
  }
})

check('tells the source to stop when the target fails', { read: 'pipeline' }, async () => {
  const { target, busy, step } = slow(4)
  const { source, seen } = counted(numbers)
  await uncaughtDuring(async () => {
    const call = start(() => writeAll(target, source))
    await until(busy, 60)
    await quiet()
    step(new Error('the disk is full'))
    await call.end()
    await quiet()
  })
  expect(seen.stopped, 'whether the finally block of a source of 40 chunks has run').toBe(true)
  expect(seen.taken, 'chunks of 40 taken from the source when the target fails at the first').toBeLessThan(5)

  const roomy = slow(1_000_000)
  let given = 0
  async function* endless() {
    for (; given < 200; given += 1) {
      yield 'some'
      if (given === 3) roomy.target.destroy(new Error('the disk is full'))
      await new Promise(setImmediate)
    }
  }
  await uncaughtDuring(async () => {
    await start(() => writeAll(roomy.target, endless())).end()
  })
  expect(given, 'chunks of 200 taken from the source when a target that always has room fails at the 4th').toBeLessThan(
    20,
  )
})

check('rejects with the error of the source, and leaves the target usable', { read: 'pipeline' }, async () => {
  const { target, run, arrived } = slow(1)
  run()
  const boom = new Error('the query failed')
  async function* source() {
    yield 'a'
    throw boom
  }
  const uncaught = await uncaughtDuring(async () => {
    expect(
      await outcomeOf(() => writeAll(target, source()), 150),
      'writeAll(target, source) when the source fails',
    ).toEqual({ rejected: boom })
    expect(target.destroyed, 'target.destroyed when the source has failed').toBe(false)
    await outcomeOf(() => writeAll(target, ['b']), 150)
  })
  expect(uncaught, 'errors that nobody could catch when the source fails').toEqual([])
  expect(arrived(), "what arrives from 'a' of the source that fails and 'b' of the next").toBe('ab')
})

check('leaves no listener on the target', { read: 'slow-writer' }, async () => {
  const { target, run } = slow(1)
  run()
  const before = listenersOf(target)
  for (let call = 0; call < 12; call += 1) await outcomeOf(() => writeAll(target, ['some', 'chunks', 'more']))
  expect(listenersOf(target) - before, 'listeners on the target after 12 calls').toBe(0)
})
