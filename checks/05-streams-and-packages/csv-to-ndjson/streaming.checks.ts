import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { check, expect } from 'backend-workbook/check'
import { csvToNdjson } from '../../../exercises/05-streams-and-packages/csv-to-ndjson.ts'
import { quiet, reported, uncaughtDuring, until } from '../support.ts'
import { convert, objectsIn, type Result } from './converting.ts'

/** Every way to cut the bytes in two, and the one that gives them one by one. */
function* cuts(csv: string): Generator<[string, Uint8Array[]]> {
  const bytes = Buffer.from(csv)
  for (let at = 1; at < bytes.length; at += 1) {
    const input = `${JSON.stringify(csv)}, cut behind byte ${at}`
    yield [input, [bytes.subarray(0, at), bytes.subarray(at)]]
  }
  yield [`${JSON.stringify(csv)}, byte by byte`, [...bytes].map((byte) => Uint8Array.of(byte))]
}

async function expectHoweverCut(csv: string, expected: Result): Promise<void> {
  expect(await convert(csv), JSON.stringify(csv)).toEqual(expected)
  for (const [input, chunks] of cuts(csv)) expect(await convert(...chunks), input).toEqual(expected)
}

/** The stream must fail as streams do: an error that is thrown past it would end the process. */
async function expectFailure(csv: string, record: number): Promise<void> {
  let result: Result = []
  const uncaught = await uncaughtDuring(async () => {
    result = await convert(csv)
  })
  expect(uncaught, `errors that nobody could catch for ${JSON.stringify(csv)}`).toEqual([])
  expect(result, JSON.stringify(csv)).toEqual({ failed: 'CsvError', record })
}

check('gives the same wherever the chunks are cut', { read: 'chunks' }, async () => {
  await expectHoweverCut('id,note\r\n1,"a ""b"", c"\r\n22,"x"\r\n333,plain\r\n', [
    { id: '1', note: 'a "b", c' },
    { id: '22', note: 'x' },
    { id: '333', note: 'plain' },
  ])
})

check('puts characters together that a chunk edge has cut', { read: 'chunks' }, async () => {
  await expectHoweverCut('név,város\nZoë,"Łódź 🏭"\n', [{ név: 'Zoë', város: 'Łódź 🏭' }])
})

check('fails when a record has too few or too many fields, and names it', { read: 'csv-to-ndjson' }, async () => {
  for (const csv of ['a,b\n1,2\n1\n1,2\n', 'a,b\n1,2\n1,2,3\n', 'a,b\n1,2\n1,2,\n']) {
    await expectFailure(csv, 3)
  }
  await expectFailure('\na,b\n\n\r\n1,2\n\n1\n', 3)
})

check('fails when a quoted field does not end as it should', { read: 'csv-to-ndjson' }, async () => {
  for (const csv of [
    'a,b\n1,"2\n3,4\n',
    'a,b\n1,"2',
    'a,b\n1,"2"x\n',
    'a,b,c\n1,"2"x3\n',
    'a,b,c\n1,"2"\r,3\n',
    'a,b\n1,"2"\r\r\n',
    'a,b\n1,"2"\r""\n',
    'a,b\n1,"2"\r',
  ]) {
    await expectFailure(csv, 2)
  }
})

check('hands records on while the input is still coming', { read: 'transform' }, async () => {
  const stream = csvToNdjson()
  let out = ''
  stream.on('data', (chunk: unknown) => {
    out += String(chunk)
  })
  const uncaught = await uncaughtDuring(async () => {
    stream.write(Buffer.from('id,name\n1,Ada\n2,Gra'))
    await until(() => out.includes('\n'), 60)
    expect(objectsIn(out), "what has come out after write('id,name\\n1,Ada\\n2,Gra')").toEqual([
      { id: '1', name: 'Ada' },
    ])
    stream.destroy()
    await quiet()
  })
  expect(uncaught, 'errors that nobody could catch').toEqual([])
})

check('keeps streams apart that are open at the same time', { read: 'chunks' }, async () => {
  const csv = Buffer.from('név\nZoë\n')
  const cut = csv.indexOf(0xab)
  const outputs = ['', '']
  const streams = outputs.map((_, index) => {
    const stream = csvToNdjson()
    stream.on('error', () => {})
    stream.on('data', (chunk: unknown) => {
      outputs[index] += String(chunk)
    })
    return stream
  })
  for (const part of [csv.subarray(0, cut), csv.subarray(cut)]) for (const stream of streams) stream.write(part)
  for (const stream of streams) stream.end()
  await until(() => streams.every((stream) => stream.destroyed), 60)
  for (const output of outputs) {
    const input = 'one of two streams that get név\\nZoë\\n in turns, in pieces that end in the middle of ë'
    expect(objectsIn(output), input).toEqual([{ név: 'Zoë' }])
  }
})

/** One megabyte of records, some of them with all that quotes can hold. */
function megabyte(): Buffer {
  const text = 'lorem ipsum dolor sit amet '.repeat(30)
  let csv = ''
  for (let id = 1; csv.length < 2 ** 20; id += 1) csv += `${id},${text},"${text}""${id}"", ${text}"\n`
  return Buffer.from(csv)
}

check('needs no more memory for a longer input', { read: 'memory', ms: 8000 }, async () => {
  await reported()
  const MEGABYTES = 22
  const piece = megabyte()
  async function* input() {
    yield Buffer.from('id,plain,quoted\n')
    for (let count = 0; count < MEGABYTES; count += 1) {
      for (let at = 0; at < piece.length; at += 65_536) yield piece.subarray(at, at + 65_536)
      // A real file makes its reader wait now and then, too.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  let lines = 0
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines += 1
      done()
    },
  })
  await pipeline(input, csvToNdjson(), sink)
  const records = piece.toString('latin1').split('\n').length - 1
  expect(lines, `lines that come out for ${MEGABYTES} MB with ${records} records each`).toBe(records * MEGABYTES)
})
