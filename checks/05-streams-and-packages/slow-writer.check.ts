import { Writable } from 'node:stream'
import { check, expect } from 'backend-workbook/check'
import { writeAll } from '../../exercises/05-streams-and-packages/slow-writer.ts'
import { endOf, type Outcome, outcomeOf, quiet, uncaughtDuring, until } from './support.ts'

interface Slow {
  target: Writable
  /** What has arrived, as text. */
  arrived: () => string
  /** The most bytes that ever waited in the stream. */
  mostWaiting: () => number
  /** How many chunks the stream is busy with: 0 or 1. */
  busy: () => boolean
  /** Lets the stream finish the chunk it is busy with. */
  step: (error?: Error) => void
  /** From now on it finishes every chunk by itself, a turn of the loop later. */
  run: () => void
}

/** A target that takes its time: it finishes a chunk only when the check says so. */
function slow(highWaterMark: number): Slow {
  const got: Buffer[] = []
  let finish: ((error?: Error) => void) | undefined
  let runs = false
  let most = 0
  const target = new Writable({
    highWaterMark,
    write(chunk: Buffer, _encoding, done) {
      got.push(chunk)
      finish = done
      if (runs) setImmediate(step)
    },
  })
  function step(error?: Error): void {
    most = Math.max(most, target.writableLength)
    const done = finish
    finish = undefined
    done?.(error)
  }
  return {
    target,
    arrived: () => Buffer.concat(got).toString(),
    mostWaiting: () => Math.max(most, target.writableLength),
    busy: () => finish !== undefined,
    step,
    run() {
      runs = true
      if (finish) setImmediate(step)
    },
  }
}

/** A source that counts how many chunks were taken from it, and notices being told to stop. */
function counted(chunks: Iterable<string | Uint8Array>) {
  const seen = { taken: 0, stopped: false }
  async function* source() {
    try {
      for (const chunk of chunks) {
        seen.taken += 1
        yield chunk
      }
    } finally {
      seen.stopped = true
    }
  }
  return { seen, source: source() }
}

const numbers = Array.from({ length: 40 }, (_, index) => String(index).padStart(4, '0'))

/** All listeners but those a Writable has on itself. */
const listenersOf = (target: Writable) =>
  target.eventNames().reduce((count, event) => count + target.listenerCount(event), 0)

/** Starts a call whose end the check looks at later. */
function start(call: () => Promise<number>) {
  let outcome: Outcome<number> = 'still pending'
  void outcomeOf(call, 1500).then((end) => {
    outcome = end
  })
  return { outcome: () => outcome, end: () => until(() => outcome !== 'still pending', 300).then(() => outcome) }
}

check('writes all chunks in order and gives the number of bytes', { read: 'slow-writer' }, async () => {
  const { target, arrived, run } = slow(1)
  run()
  const chunks = ['Łódź', Uint8Array.of(32, 33), ' and', ' so', ' on']
  const outcome = await outcomeOf(() => writeAll(target, chunks))
  expect(arrived(), "what arrives for writeAll(target, ['Łódź', <20 21>, ' and', ' so', ' on'])").toBe(
    'Łódź ! and so on',
  )
  expect(outcome, "writeAll(target, ['Łódź', <20 21>, ' and', ' so', ' on'])").toEqual({ resolved: 19 })
  expect(await outcomeOf(() => writeAll(target, [])), 'writeAll(target, [])').toEqual({ resolved: 0 })
})

check('never lets more wait in the target than it wants', { read: 'backpressure' }, async () => {
  const { target, run, mostWaiting, arrived } = slow(4)
  const call = start(() => writeAll(target, numbers))
  await quiet(6)
  run()
  await call.end()
  expect(arrived(), 'what arrives for 40 chunks of 4 bytes').toBe(numbers.join(''))
  expect(
    mostWaiting(),
    'most bytes waiting in a slow target with a highWaterMark of 4, for 40 chunks of 4 bytes',
  ).toBeLessThanOrEqual(4)
})

check('goes on at once while write() says true', { read: 'backpressure' }, async () => {
  const { target, mostWaiting, run } = slow(16)
  const call = start(() => writeAll(target, numbers))
  await until(() => mostWaiting() >= 16, 60)
  expect(
    mostWaiting(),
    'bytes waiting in a target with a highWaterMark of 16 that has not finished any chunk of 4 bytes',
  ).toBeGreaterThanOrEqual(16)
  run()
  const end = await call.end()
  expect(end, 'writeAll(target, source) for 40 chunks of 4 bytes').toEqual({ resolved: 160 })
  const roomy = slow(1000)
  roomy.run()
  const input = 'writeAll(target, source) for 3 chunks and a target that always has room'
  expect(await outcomeOf(() => writeAll(roomy.target, ['a', 'b', 'c'])), input).toEqual({ resolved: 3 })
})

check('takes a chunk from the source only when there is room for it', { read: 'backpressure' }, async () => {
  const { target, run } = slow(4)
  const { source, seen } = counted(numbers)
  const call = start(() => writeAll(target, source))
  await until(() => seen.taken > 0, 60)
  await quiet(6)
  // A few ahead are fine: a stream in between would hold them.
  expect(seen.taken, 'chunks of 40 taken from the source while the first one still fills the target').toBeLessThan(5)
  run()
  await call.end()
})

check('waits first when the target is full already', { read: 'backpressure' }, async () => {
  const { target, step, run, mostWaiting, arrived } = slow(8)
  target.write('somebody else')
  const call = start(() => writeAll(target, ['mine']))
  await quiet(6)
  expect(mostWaiting(), 'bytes waiting in a target that was full (13 bytes, highWaterMark 8) before the call').toBe(13)
  step()
  run()
  await call.end()
  expect(arrived(), "what arrives when the target had 'somebody else' in it").toBe('somebody elsemine')
})

check('misses no drain, however quick the target and slow the source', { read: 'backpressure' }, async () => {
  const { target, run } = slow(1)
  run()
  async function* source() {
    for (const chunk of ['a', 'b', 'c', 'd']) {
      yield chunk
      await quiet(2)
    }
  }
  const outcome = await outcomeOf(() => writeAll(target, source()), 150)
  expect(outcome, 'writeAll(target, source) where the target drains before the source has its next chunk').toEqual({
    resolved: 4,
  })
})

check('resolves only when the target has dealt with the last chunk', { read: 'slow-writer' }, async () => {
  const { target, busy, step, run } = slow(1000)
  const call = start(() => writeAll(target, ['first', 'last']))
  await until(busy, 60)
  step()
  await until(busy, 60)
  await quiet()
  expect(call.outcome(), "writeAll(target, ['first', 'last']) while the target is busy with 'last'").toBe(
    'still pending',
  )
  run()
  await quiet()
})

check('leaves the target open for others', { read: 'slow-writer' }, async () => {
  const { target, run, arrived } = slow(1)
  run()
  await outcomeOf(() => writeAll(target, ['one', 'two']))
  const outcome = await outcomeOf(() => writeAll(target, ['three']), 150)
  expect(target.writableEnded, 'target.writableEnded after the call').toBe(false)
  expect(outcome, "a second call, writeAll(target, ['three'])").toEqual({ resolved: 5 })
  expect(arrived(), 'what arrives in two calls').toBe('onetwothree')
})

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
