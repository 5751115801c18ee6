import { fstatSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync, gzipSync } from 'node:zlib'
import { check, expect } from 'backend-workbook/check'
import { topTalkers } from '../../../exercises/05-streams-and-packages/top-talkers.ts'
import { endOf, outcomeOf, quiet, reported, uncaughtDuring, until } from '../support.ts'
import { lineOf, logOf, withFile } from './logs.ts'

/** How long a call may take that reads little. The disk and the thread pool have a pace of their own. */
const WAIT_MS = 1200

/** How many descriptors of this process belong to the file. */
function descriptorsOf(path: string): number {
  const { dev, ino } = statSync(path)
  let count = 0
  for (let descriptor = 3; descriptor < 200; descriptor += 1) {
    try {
      const found = fstatSync(descriptor)
      if (found.dev === dev && found.ino === ino) count += 1
    } catch {
      // Not open.
    }
  }
  return count
}

/** A log of so many bytes that takes as many in its file: it is stored, not compressed, and costs no time to make. */
function storedLog(bytes: number): Uint8Array {
  return gzipSync(Buffer.alloc(bytes, `${lineOf('10.0.0.1')}\n`), { level: 0 })
}

check('rejects when there is no such file', { read: 'pipeline', ms: 8000 }, async () => {
  const path = join(tmpdir(), 'no-such-folder', 'access.log.gz')
  let end = ''
  const uncaught = await uncaughtDuring(async () => {
    end = endOf(await outcomeOf(() => topTalkers(path, 3), 400, WAIT_MS))
  })
  expect(uncaught, 'errors that nobody could catch for a path where no file is').toEqual([])
  expect(end, 'what topTalkers(path, 3) ends with for a path where no file is').toMatch(/ENOENT/)
})

check('rejects when the file is cut off', { read: 'pipeline', ms: 8000 }, async () => {
  const whole = storedLog(200_000)
  for (const bytes of [whole.length - 4, Math.floor(whole.length / 2), 700, 0]) {
    let end = ''
    const uncaught = await uncaughtDuring(async () => {
      await withFile(whole.subarray(0, bytes), async (path) => {
        end = endOf(await outcomeOf(() => topTalkers(path, 3), 400, WAIT_MS))
      })
    })
    const input = `${bytes} of ${whole.length} bytes of a log`
    expect(uncaught, `errors that nobody could catch for ${input}`).toEqual([])
    expect(end, `what topTalkers(path, 3) ends with for ${input}`).toMatch(/unexpected end of file/)
  }
})

check('rejects when the file is no gzip', { read: 'pipeline', ms: 8000 }, async () => {
  const log = Buffer.from(logOf(['a', 'b']))
  for (const [what, contents] of [
    ['plain text', log],
    ['compressed with deflate', deflateSync(log)],
  ] as const) {
    let end = ''
    const uncaught = await uncaughtDuring(async () => {
      await withFile(contents, async (path) => {
        end = endOf(await outcomeOf(() => topTalkers(path, 3), 400, WAIT_MS))
      })
    })
    expect(uncaught, `errors that nobody could catch for a log that is ${what}`).toEqual([])
    expect(end, `what topTalkers(path, 3) ends with for a log that is ${what}`).toMatch(/incorrect header check/)
  }
})

check('closes the file when its content turns out to be damaged', { read: 'pipeline', ms: 8000 }, async () => {
  const damaged = gzipSync(logOf(Array.from({ length: 200 }, (_, index) => `10.0.0.${index}`)))
  damaged.fill(0xff, 200, 300)
  // Early on, so that most of the file has not been read when the damage is noticed.
  const log = Buffer.concat([damaged, storedLog(500_000)])
  await withFile(log, async (path) => {
    await uncaughtDuring(async () => {
      await outcomeOf(() => topTalkers(path, 3), 400, WAIT_MS)
      await until(() => descriptorsOf(path) === 0, 200, 600)
      expect(descriptorsOf(path), `descriptors still open after a call for a damaged log of ${log.length} bytes`).toBe(
        0,
      )
    })
  })
})

check('closes the file when all is well', { read: 'pipeline' }, async () => {
  await withFile(gzipSync(logOf(['a', 'b', 'c'])), async (path) => {
    for (let call = 0; call < 3; call += 1) await outcomeOf(() => topTalkers(path, 1))
    await until(() => descriptorsOf(path) === 0, 200, 600)
    expect(descriptorsOf(path), 'descriptors still open after 3 calls that succeeded').toBe(0)
  })
})

check('gives up when the signal aborts, and closes the file', { read: 'pipeline', ms: 8000 }, async () => {
  // Aborted in the middle: 6 MB are read in many turns of the loop.
  await withFile(storedLog(6_000_000), async (path) => {
    const uncaught = await uncaughtDuring(async () => {
      const controller = new AbortController()
      const result = outcomeOf(() => topTalkers(path, 3, { signal: controller.signal }), 400, WAIT_MS)
      await until(() => descriptorsOf(path) > 0, 60)
      controller.abort()
      expect(await result, 'topTalkers(path, 3, { signal }) when the signal aborts while the file is read').toEqual({
        rejected: expect.anything(),
      })
      await until(() => descriptorsOf(path) === 0, 200, 600)
      expect(descriptorsOf(path), 'descriptors still open after the signal has aborted').toBe(0)
      const early = await outcomeOf(() => topTalkers(path, 3, { signal: AbortSignal.abort() }), 400, WAIT_MS)
      expect(early, 'topTalkers(path, 3, { signal }) with a signal that has already aborted').toEqual({
        rejected: expect.anything(),
      })
      await quiet()
    })
    expect(uncaught, 'errors that nobody could catch').toEqual([])
  })
})

check('needs no more memory for a longer log', { read: 'memory', ms: 8000 }, async () => {
  await reported()
  const MEMBERS = 34
  const LINES = 2500
  const agent = 'Mozilla/5.0 (X11; Linux x86_64) '.repeat(10)
  const lines = Array.from({ length: LINES }, (_, index) => `${lineOf(`10.0.0.${index % 4}`)} ${agent}`)
  const member = gzipSync(`${lines.join('\n')}\n`)
  await withFile(Buffer.alloc(0), async (path) => {
    const file = await open(path, 'w')
    for (let count = 0; count < MEMBERS; count += 1) await file.write(member)
    await file.close()
    const expected = [0, 1, 2, 3].map((last) => ({ ip: `10.0.0.${last}`, requests: (MEMBERS * LINES) / 4 }))
    expect(await topTalkers(path, 5), 'topTalkers(path, 5) for a log of 34 MB').toEqual(expected)
  })
})
