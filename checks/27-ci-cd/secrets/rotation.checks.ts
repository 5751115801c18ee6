import { createHmac } from 'node:crypto'
import { check, expect } from 'backend-workbook/check'
import { createKeyring } from '../../../exercises/27-ci-cd/secrets.ts'

function openKeyring(overlapMs = 1000) {
  const clock = { time: 5_000_000 }
  const ring = createKeyring({ secret: 'first', overlapMs, now: () => clock.time })
  return { clock, ring }
}

check('the newest key signs, and only its own signatures are verified', { read: 'rotation' }, () => {
  const { ring } = openKeyring()
  const signed = ring.sign('order 7: 320 €')
  const mac = createHmac('sha256', 'first').update('order 7: 320 €').digest('hex')
  expect(signed.mac.toLowerCase(), "sign('order 7: 320 €') with the secret 'first'").toBe(mac)
  expect(ring.verify('order 7: 320 €', signed), 'verify with the same text').toBe(true)
  expect(ring.verify('order 8: 320 €', signed), 'verify with another text').toBe(false)
  expect(ring.verify('order 7: 320 €', { ...signed, key: 'unknown' }), 'verify with an unknown key').toBe(false)
  const wrong = [
    '',
    mac.slice(1),
    `${mac}0`,
    '0'.repeat(64),
    'ä'.repeat(64),
    'not hex',
    mac.replace(/^./, (first) => (first === '0' ? '1' : '0')),
  ]
  for (const each of wrong)
    expect(ring.verify('order 7: 320 €', { ...signed, mac: each }), `verify with the mac '${each}'`).toBe(false)
  const id = ring.rotate('second')
  const next = ring.sign('order 7')
  expect([next.key, next.mac], "after rotate('second'): sign('order 7')").toEqual([
    id,
    createHmac('sha256', 'second').update('order 7').digest('hex'),
  ])
  expect(ring.verify('order 7', { ...next, key: signed.key }), 'that signature, with the id of the first key').toBe(
    false,
  )
})

check('an older key is valid for the overlap, and no longer', { read: 'rotation' }, () => {
  for (const overlapMs of [1000, 0]) {
    const { clock, ring } = openKeyring(overlapMs)
    const signed = ring.sign('order 7')
    clock.time += 90_000
    expect(ring.verify('order 7', signed), `overlapMs ${overlapMs}: before any rotation, 90 s later`).toBe(true)
    ring.rotate('second')
    const seen = [0, overlapMs, overlapMs + 1].map((ms) => {
      clock.time = 5_090_000 + ms
      return ring.verify('order 7', signed)
    })
    expect(seen, `overlapMs ${overlapMs}: 0, ${overlapMs} and ${overlapMs + 1} ms after the rotation`).toEqual([
      true,
      true,
      false,
    ])
    const newer = ring.sign('order 8')
    clock.time += 1_000_000
    expect(ring.verify('order 8', newer), 'a signature of the newest key, much later').toBe(true)
  }
})

check('two keys are valid at most', { read: 'rotation' }, () => {
  const { clock, ring } = openKeyring()
  const first = ring.sign('order 7')
  ring.rotate('second')
  clock.time += 600
  const second = ring.sign('order 7')
  ring.rotate('third')
  const third = ring.sign('order 7')
  expect(
    [first, second, third].map((each) => ring.verify('order 7', each)),
    'two rotations in 600 ms of an overlap of 1,000',
  ).toEqual([false, true, true])
  clock.time += 1000
  expect(ring.verify('order 7', second), 'the second key, 1,000 ms after the second rotation').toBe(true)
  clock.time += 1
  expect(ring.verify('order 7', second), 'and a millisecond later').toBe(false)
  const ids = new Set([first.key, second.key, third.key, ring.rotate('first')])
  expect(
    [ids.size, ids.has('')],
    'four keys, one of them with the first secret again: different ids, and one of them empty',
  ).toEqual([4, false])
  expect(ring.verify('order 7', first), "a signature of the first key, after rotate('first')").toBe(false)
})

check('a revoked key is worth nothing, and the newest stays', { read: 'rotation' }, () => {
  const { ring } = openKeyring()
  const first = ring.sign('order 7')
  const id = ring.rotate('second')
  const second = ring.sign('order 7')
  ring.revoke('unknown')
  expect(
    [first, second].map((each) => ring.verify('order 7', each)),
    "after revoke('unknown')",
  ).toEqual([true, true])
  expect(() => ring.revoke(id), 'revoke of the newest key').toThrow(Error)
  expect(
    [first, second].map((each) => ring.verify('order 7', each)),
    'and after it',
  ).toEqual([true, true])
  ring.revoke(first.key)
  expect(
    [first, second].map((each) => ring.verify('order 7', each)),
    'after revoke of the first key',
  ).toEqual([false, true])
})
