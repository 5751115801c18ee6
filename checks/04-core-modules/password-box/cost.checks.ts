import { check, expect } from 'backend-workbook/check'
import {
  type Cost,
  hashPassword,
  needsRehash,
  verifyPassword,
} from '../../../exercises/04-core-modules/password-box.ts'
import { outcomeOf } from '../support.ts'
import { CHEAP } from './stored.ts'

/** The same with a key of any bytes: nobody has to compute it. */
function pretended({ N, r, p }: Cost): string {
  const key = Buffer.alloc(32, 7).toString('base64url')
  return ['scrypt', N, r, p, Buffer.from('sixteen bytes, so').toString('base64url'), key].join('$')
}

check('leaves the event loop free while it computes', { read: 'passwords' }, async () => {
  const cost = { N: 8192, r: 8, p: 1 }
  const text = pretended(cost)
  for (const [name, call] of [
    ['hashPassword', () => hashPassword('correct horse', cost)],
    ['verifyPassword', () => verifyPassword('correct horse', text)],
  ] as const) {
    let done = false
    let turns = 0
    const finished = outcomeOf<unknown>(call).then(() => {
      done = true
    })
    while (!done && turns < 1000) {
      await new Promise(setImmediate)
      turns += 1
    }
    await finished
    expect(turns, `turns of the event loop during ${name} with N 8192`).toBeGreaterThan(5)
  }
})

check('has memory for more than the 32 MB that Node allows by default', { read: 'passwords', ms: 8000 }, async () => {
  // Made beforehand, for it takes its time.
  const text = 'scrypt$32768$8$1$c2l4dGVlbiBieXRlcywgc28$d4DmoasYA8MILTG-AmzbYAbjl1T_A3fVjtmlKztW6LU'
  expect(
    await outcomeOf(() => verifyPassword('correct horse', text)),
    `verifyPassword('correct horse', '${text}')`,
  ).toEqual({ resolved: true })
  const hashed = await outcomeOf(() => hashPassword('correct horse', { N: 262_144, r: 8, p: 1 }))
  expect(hashed, "hashPassword('correct horse', { N: 262144, r: 8, p: 1 }), which is 256 MB").toEqual({
    resolved: expect.stringMatching(/^scrypt\$262144\$8\$1\$/),
  })
})

check('tells which stored strings should be hashed anew', { read: 'password-box' }, () => {
  const cost = { N: 2048, r: 8, p: 2 }
  for (const [parts, expected] of [
    [{ N: 2048, r: 8, p: 2 }, false],
    [{ N: 4096, r: 8, p: 3 }, false],
    [{ N: 1024, r: 8, p: 2 }, true],
    [{ N: 2048, r: 4, p: 2 }, true],
    [{ N: 4096, r: 8, p: 1 }, true],
  ] as const) {
    const text = pretended(parts)
    expect(needsRehash(text, cost), `needsRehash('${text}', { N: 2048, r: 8, p: 2 })`).toBe(expected)
  }
  const huge = pretended({ N: 262_144, r: 8, p: 1 })
  expect(needsRehash(huge, cost), `needsRehash('${huge}', { N: 2048, r: 8, p: 2 }): 256 MB, and p is less`).toBe(true)
  const enough = huge.replace('$8$1', '$8$2')
  expect(needsRehash(enough, cost), `needsRehash('${enough}', { N: 2048, r: 8, p: 2 }): 256 MB`).toBe(false)
  expect(needsRehash(pretended(CHEAP)), `needsRehash('${pretended(CHEAP)}')`).toBe(true)
  const start = enough.slice(0, enough.lastIndexOf('$'))
  for (const [text, why] of [
    ['md5$900150983cd24fb0', 'of another form'],
    [start, 'without a key'],
    [`${start}$AAAA`, 'a key of three bytes'],
    [pretended({ N: 3000, r: 8, p: 2 }), 'N is no power of two'],
    [pretended({ N: 2048, r: 8, p: 17 }), 'p is above 16'],
    [pretended({ N: 262_144, r: 9, p: 2 }), '288 MB'],
  ] as const) {
    expect(needsRehash(text, cost), `needsRehash('${text}', { N: 2048, r: 8, p: 2 }): ${why}`).toBe(true)
  }
})
