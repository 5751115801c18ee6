import { check, expect } from 'backend-workbook/check'
import { MAX_BYTES, readLog } from '../../../exercises/04-core-modules/binary-log.ts'
import { outcomeOf } from '../support.ts'
import { cutAt, log, notUtf8, record, texts } from './records.ts'

check('reads back the records of a log', { read: 'binary-log' }, async () => {
  expect(await outcomeOf(() => readLog([log()])), 'readLog of a log of five records, in one chunk').toEqual({
    resolved: { records: texts, goodBytes: log().length, end: 'clean' },
  })
  expect(await outcomeOf(() => readLog([])), 'readLog([])').toEqual({
    resolved: { records: [], goodBytes: 0, end: 'clean' },
  })
  const odd = ['\u{FEFF}marked', ' with spaces\r\n', '\0', 'a\u{FEFF}']
  expect(
    await outcomeOf(() => readLog([Buffer.concat(odd.map(record))])),
    'readLog of four records, the first of which begins with U+FEFF',
  ).toMatchObject({ resolved: { records: odd, end: 'clean' } })
  const largest = 'x'.repeat(MAX_BYTES)
  const contents = await readLog([record(largest)])
  expect(contents.records.join('').length, 'characters read from a record of MAX_BYTES bytes').toBe(MAX_BYTES)
})

check('reads the same wherever the chunks are cut', { read: 'chunk-edges' }, async () => {
  const whole = log()
  const resolved = { records: texts, goodBytes: whole.length, end: 'clean' }
  for (let cut = 0; cut <= whole.length; cut += 1) {
    expect(
      await outcomeOf(() => readLog(cutAt(whole, cut))),
      `readLog of a log of ${whole.length} bytes, cut into two chunks at byte ${cut}`,
    ).toEqual({ resolved })
  }
  const bytes = [...whole.keys()].slice(1)
  expect(await outcomeOf(() => readLog(cutAt(whole, ...bytes))), 'readLog of a log that comes byte by byte').toEqual({
    resolved,
  })
  async function* later() {
    for (const chunk of cutAt(whole, 3, 20)) {
      await new Promise(setImmediate)
      yield chunk
    }
  }
  expect(await outcomeOf(() => readLog(later())), 'readLog of an async source of three chunks').toEqual({ resolved })
  const plain = [whole.subarray(0, 20), whole.subarray(20)].map((chunk) => Uint8Array.from(chunk))
  expect(await outcomeOf(() => readLog(plain)), 'readLog of two Uint8Arrays that are no Buffers').toEqual({ resolved })
})

check('puts characters together that a chunk edge has cut', { read: 'chunk-edges' }, async () => {
  const text = 'né €5 𝄞'
  const whole = record(text)
  for (let cut = 9; cut < whole.length; cut += 1) {
    const outcome = await outcomeOf(() => readLog(cutAt(whole, cut)))
    expect(outcome, `readLog of the record of '${text}', cut into two chunks at byte ${cut}`).toEqual({
      resolved: { records: [text], goodBytes: whole.length, end: 'clean' },
    })
  }
})

check('reads bytes that are not UTF-8 as U+FFFD, and counts them as they are', { read: 'buffers' }, async () => {
  const whole = Buffer.concat([record('first'), record(notUtf8), record('third')])
  expect(
    await outcomeOf(() => readLog([whole])),
    'readLog of three records with the right checksums; the second text is the bytes 68 ff',
  ).toEqual({ resolved: { records: ['first', 'h\u{FFFD}', 'third'], goodBytes: whole.length, end: 'clean' } })
})
