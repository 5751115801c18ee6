import { appendFile, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { check, expect } from 'backend-workbook/check'
import { encodeRecord, MAX_BYTES, readLog, repairLog } from '../../exercises/04-core-modules/binary-log.ts'
import { inFolder, outcomeOf } from './support.ts'

/** The format in the check's own words, so that reading is judged even where writing is wrong. */
function record(text: string): Buffer {
  const body = Buffer.from(text)
  const length = Buffer.from([body.length >>> 24, body.length >>> 16, body.length >>> 8, body.length])
  const sum = crc32(Buffer.concat([length, body]))
  return Buffer.concat([length, Buffer.from([sum >>> 24, sum >>> 16, sum >>> 8, sum]), body])
}

/** The log in chunks that end where `cuts` says. Each chunk has memory of its own. */
function* cutAt(log: Buffer, ...cuts: number[]): Generator<Buffer> {
  let from = 0
  for (const to of [...cuts, log.length]) {
    yield Buffer.from(log.subarray(from, to))
    from = to
  }
}

const texts = ['first', '', 'second line\nthird line', 'x'.repeat(300), '']
const log = () => Buffer.concat(texts.map(record))

check('writes the length, the checksum and the text', { read: 'binary-log' }, () => {
  for (const text of ['hello', 'x'.repeat(70_000), '']) {
    const shown = text.length > 10 ? `'x'.repeat(${text.length})` : `'${text}'`
    const bytes = Buffer.from(encodeRecord(text))
    expect(bytes.subarray(0, 13).toString('hex'), `the first 13 bytes of encodeRecord(${shown})`).toBe(
      record(text).subarray(0, 13).toString('hex'),
    )
    expect(bytes.length, `the length of encodeRecord(${shown})`).toBe(8 + text.length)
  }
})

check('counts bytes and not characters when it writes', { read: 'buffers' }, () => {
  for (const text of ['é', 'naïve café', '5 €', 'clef: 𝄞']) {
    const bytes = encodeRecord(text)
    expect(Buffer.from(bytes).toString('hex'), `encodeRecord('${text}')`).toBe(record(text).toString('hex'))
  }
})

check('throws a RangeError for a text of more than MAX_BYTES bytes', { read: 'buffers' }, () => {
  expect(encodeRecord('x'.repeat(MAX_BYTES)).length, "the length of encodeRecord('x'.repeat(MAX_BYTES))").toBe(
    MAX_BYTES + 8,
  )
  for (const letter of ['x', 'é']) {
    const count = letter === 'x' ? MAX_BYTES + 1 : MAX_BYTES / 2 + 1
    expect(() => encodeRecord(letter.repeat(count)), `encodeRecord('${letter}'.repeat(${count}))`).toThrow(RangeError)
    expect(() => encodeRecord(letter.repeat(count)), `encodeRecord('${letter}'.repeat(${count}))`).toThrow(/./)
  }
})

check('reads back the records of a log', { read: 'binary-log' }, async () => {
  expect(await outcomeOf(() => readLog([log()])), 'readLog of a log of five records, in one chunk').toEqual({
    resolved: { records: texts, goodBytes: log().length, end: 'clean' },
  })
  expect(await outcomeOf(() => readLog([])), 'readLog([])').toEqual({
    resolved: { records: [], goodBytes: 0, end: 'clean' },
  })
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

check('repairLog cuts a torn end off, so that more can be appended', { read: 'torn-and-damaged' }, async () => {
  await inFolder(async (folder) => {
    const file = join(folder, 'orders.log')
    const whole = Buffer.concat([record('first'), record('café')])
    await writeFile(file, Buffer.concat([whole, record('torn away').subarray(0, 11)]))
    expect(await outcomeOf(() => repairLog(file)), 'repairLog of two records and a torn third').toEqual({
      resolved: { records: ['first', 'café'], goodBytes: whole.length, end: 'torn' },
    })
    expect((await stat(file)).size, 'the size of the file after that, in bytes').toBe(whole.length)
    await appendFile(file, record('next'))
    expect(await outcomeOf(() => repairLog(file)), 'repairLog after another record was appended').toEqual({
      resolved: { records: ['first', 'café', 'next'], goodBytes: whole.length + record('next').length, end: 'clean' },
    })
  })
})

check(
  'repairLog changes no log that is whole or damaged, and makes no file',
  { read: 'torn-and-damaged' },
  async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'orders.log')
      const damaged = Buffer.concat([record('first'), Buffer.alloc(9), record('perhaps of use')])
      for (const [name, bytes] of [
        ['a whole log', log()],
        ['a damaged log', damaged],
      ] as const) {
        await writeFile(file, bytes)
        await outcomeOf(() => repairLog(file))
        const after = await readFile(file)
        expect(after.toString('hex'), `the file after repairLog of ${name}`).toBe(bytes.toString('hex'))
      }
      const absent = join(folder, 'absent.log')
      expect(await outcomeOf(() => repairLog(absent)), 'repairLog of a file that does not exist').toEqual({
        resolved: { records: [], goodBytes: 0, end: 'clean' },
      })
      const size = await stat(absent).then(
        (stats) => stats.size,
        (error: NodeJS.ErrnoException) => error.code,
      )
      expect(size, 'the size of that file afterwards').toBe('ENOENT')
      expect(await outcomeOf(() => repairLog(folder)), 'repairLog of a folder').toEqual({ rejected: expect.any(Error) })
    })
  },
)
