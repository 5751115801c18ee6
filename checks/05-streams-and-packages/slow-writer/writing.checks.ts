import { check, expect } from 'backend-workbook/check'
import { writeAll } from '../../../exercises/05-streams-and-packages/slow-writer.ts'
import { outcomeOf, quiet, until } from '../support.ts'
import { counted, numbers, slow, start } from './slow-target.ts'

check('writes all chunks in order and gives the number of bytes', { read: 'slow-writer' }, async () => {
  const { target, arrived, run } = slow(1)
  run()
  const chunks = ['Łódź', Uint8Array.of(32, 33), '', ' and', new Uint8Array(0), ' so', ' on']
  const outcome = await outcomeOf(() => writeAll(target, chunks))
  const input = "writeAll(target, ['Łódź', <20 21>, '', ' and', <>, ' so', ' on'])"
  expect(arrived(), `what arrives for ${input}`).toBe('Łódź ! and so on')
  expect(outcome, input).toEqual({ resolved: 19 })
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
  // Files and sockets count all that was ever written to them.
  Object.defineProperty(target, 'bytesWritten', { get: () => arrived().length })
  await outcomeOf(() => writeAll(target, ['one', 'two']))
  const outcome = await outcomeOf(() => writeAll(target, ['three']), 150)
  expect(target.writableEnded, 'target.writableEnded after the call').toBe(false)
  expect(outcome, "a second call, writeAll(target, ['three'])").toEqual({ resolved: 5 })
  expect(arrived(), 'what arrives in two calls').toBe('onetwothree')
})
