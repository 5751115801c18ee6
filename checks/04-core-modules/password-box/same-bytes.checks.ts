import { check, expect, stretched, vi } from 'backend-workbook/check'
import { sameBytes } from '../../../exercises/04-core-modules/password-box.ts'

check('sameBytes is true for equal bytes only, and throws for no length', { read: 'timing' }, () => {
  for (const [a, b, expected] of [
    ['secret', 'secret', true],
    ['secret', 'Secret', false],
    ['secret', 'secreT', false],
    ['secret', 'secret!', false],
    ['secret!', 'secret', false],
    ['', '', true],
    ['', 'x', false],
  ] as const) {
    expect(sameBytes(Buffer.from(a), Buffer.from(b)), `sameBytes of the bytes of '${a}' and '${b}'`).toBe(expected)
  }
  expect(sameBytes(new Uint8Array([1, 2]), Buffer.from([1, 2])), 'sameBytes of a Uint8Array and a Buffer').toBe(true)
})

check('sameBytes takes as long for a difference in the first byte as in the last', { read: 'timing' }, () => {
  const secret = Buffer.alloc(4 * 1024 * 1024, 7)
  const first = Buffer.from(secret)
  const last = Buffer.from(secret)
  first[0] = 8
  last[last.length - 1] = 8
  const time = (other: Buffer) => {
    const start = performance.now()
    sameBytes(secret, other)
    return performance.now() - start
  }
  // The shortest of several, in turns: whatever else the machine does can only make a run longer. So it goes on
  // until the two are alike, and gives up only after many rounds.
  let early = Infinity
  let late = Infinity
  const times = () => Math.round(late / Math.max(early, 0.001))
  const end = performance.now() + stretched(600)
  for (let round = 0; round < 7 || (times() >= 5 && round < 50 && performance.now() < end); round += 1) {
    early = Math.min(early, time(first))
    late = Math.min(late, time(last))
  }
  expect(
    times(),
    'sameBytes of 4 MB: how many times longer it takes when only the last byte differs than when the first does',
  ).toBeLessThan(5)

  // A copy of the bytes takes longer than comparing them, and would hide from the clock that the comparison stops.
  const spies = [
    vi.spyOn(Buffer.prototype, 'equals'),
    vi.spyOn(Buffer.prototype, 'compare'),
    vi.spyOn(Buffer, 'compare'),
  ]
  try {
    sameBytes(secret, last)
    const calls = spies.flatMap((spy) => spy.mock.calls as unknown[][])
    const stopsEarly = calls.filter(([bytes]) => bytes instanceof Uint8Array && bytes.length === secret.length)
    expect(stopsEarly.length, 'how often sameBytes gives the 4 MB to equals or compare of Buffer').toBe(0)
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
})
