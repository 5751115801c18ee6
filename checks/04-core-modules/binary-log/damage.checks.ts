import { check, expect } from 'backend-workbook/check'
import { readLog } from '../../../exercises/04-core-modules/binary-log.ts'
import { outcomeOf } from '../support.ts'
import { record } from './records.ts'

check('keeps the whole records when the last one is torn', { read: 'torn-and-damaged' }, async () => {
  const whole = Buffer.concat([record('first'), record('second')])
  const last = record('the last one')
  for (let kept = 1; kept < last.length; kept += 1) {
    const torn = Buffer.concat([whole, last.subarray(0, kept)])
    const outcome = await outcomeOf(() => readLog([torn]))
    expect(outcome, `readLog of two records and ${kept} of the ${last.length} bytes of a third`).toEqual({
      resolved: { records: ['first', 'second'], goodBytes: whole.length, end: 'torn' },
    })
  }
})

check('stops at a record whose checksum does not match', { read: 'torn-and-damaged' }, async () => {
  const first = record('first')
  for (const [what, at] of [
    ['the text', 10],
    ['the checksum', 5],
  ] as const) {
    const second = record('second')
    second[at] = (second[at] ?? 0) ^ 0x20
    const damaged = Buffer.concat([first, second, record('third')])
    const outcome = await outcomeOf(() => readLog([damaged]))
    expect(outcome, `readLog of three records; in the second one, a bit of ${what} has changed`).toEqual({
      resolved: { records: ['first'], goodBytes: first.length, end: 'damaged' },
    })
  }
})

check('reads no further once it has found damage', { read: 'torn-and-damaged' }, async () => {
  const wrong = record('second')
  wrong[10] = 0
  const far = 1000
  for (const [what, damage] of [
    ['a wrong checksum', wrong],
    ['a length of 4 GB', Buffer.alloc(8, 0xff)],
  ] as const) {
    let given = 0
    const source = function* () {
      for (yield damage; given < far; given += 1) yield record('after it')
    }
    await outcomeOf(() => readLog(source()))
    expect(given, `chunks read from a source of ${far} after one with ${what}`).toBeLessThan(far)
  }
})

check('takes a tail of zeros for damage and not for empty records', { read: 'torn-and-damaged' }, async () => {
  const first = record('first')
  const zeros = Buffer.concat([first, Buffer.alloc(64)])
  expect(await outcomeOf(() => readLog([zeros])), 'readLog of one record and 64 zero bytes').toEqual({
    resolved: { records: ['first'], goodBytes: first.length, end: 'damaged' },
  })
})

check('believes no length above MAX_BYTES', { read: 'torn-and-damaged' }, async () => {
  const first = record('first')
  for (const length of ['00100001', '80000000', 'ffffffff']) {
    const liar = Buffer.concat([first, Buffer.from(`${length}00000000`, 'hex'), Buffer.from('and some text')])
    expect(
      await outcomeOf(() => readLog([liar])),
      `readLog of one record and a second that begins with ${length}`,
    ).toEqual({ resolved: { records: ['first'], goodBytes: first.length, end: 'damaged' } })
  }
})
