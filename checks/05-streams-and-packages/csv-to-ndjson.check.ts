import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { check, expect } from 'backend-workbook/check'
import { CsvError, csvToNdjson } from '../../exercises/05-streams-and-packages/csv-to-ndjson.ts'
import { outcomeOf, quiet, reported, uncaughtDuring, until } from './support.ts'

type Result = Record<string, string>[] | { failed: string; record?: number | undefined } | 'it never ends'

/** Sends the chunks through the stream and gives the objects that come out, or the error. */
async function convert(...chunks: (string | Uint8Array)[]): Promise<Result> {
  const out: Buffer[] = []
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      out.push(chunk)
      done()
    },
  })
  const bytes = chunks.map((chunk) => Buffer.from(chunk as string))
  const outcome = await outcomeOf(() => pipeline(Readable.from(bytes), csvToNdjson(), sink), 60)
  if (outcome === 'still pending') return 'it never ends'
  if ('rejected' in outcome) {
    const error = outcome.rejected
    if (error instanceof CsvError) {
      const saysWhy = /\w/.test(error.message.replace(`record ${error.record}`, ''))
      return { failed: saysWhy ? 'CsvError' : 'a CsvError that does not say why', record: error.record }
    }
    return { failed: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
  }
  return objectsIn(Buffer.concat(out).toString())
}

function objectsIn(ndjson: string): Result {
  if (ndjson !== '' && !ndjson.endsWith('\n')) return { failed: `the output ends without '\\n': ${ndjson.slice(-60)}` }
  try {
    return ndjson
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, string>)
  } catch {
    return { failed: `a line of the output is not one JSON value: ${ndjson.slice(0, 120)}` }
  }
}

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

check('gives each record as a line of JSON with the keys of the header', { read: 'csv-to-ndjson' }, async () => {
  const csv = 'id,name\n1,Ada\n2,Grace\n'
  expect(await convert(csv), JSON.stringify(csv)).toEqual([
    { id: '1', name: 'Ada' },
    { id: '2', name: 'Grace' },
  ])
  expect(await convert('id,name\n'), JSON.stringify('id,name\n')).toEqual([])
  expect(await convert(), 'no input at all').toEqual([])
})

check('takes commas and doubled quotes inside quotes as text', { read: 'csv-to-ndjson' }, async () => {
  for (const [csv, expected] of [
    ['id,note\n1,"red, green"\n', { id: '1', note: 'red, green' }],
    ['id,note\n1,"said ""no"""\n', { id: '1', note: 'said "no"' }],
    ['id,note\n"1",""""\n', { id: '1', note: '"' }],
    ['id,note\n1,5" pipe\n', { id: '1', note: '5" pipe' }],
  ] as const) {
    expect(await convert(csv), JSON.stringify(csv)).toEqual([expected])
  }
})

check('takes line breaks inside quotes as text', { read: 'csv-to-ndjson' }, async () => {
  const csv = 'id,note\n1,"first\nsecond\r\n\nfourth"\n2,plain\n'
  expect(await convert(csv), JSON.stringify(csv)).toEqual([
    { id: '1', note: 'first\nsecond\r\n\nfourth' },
    { id: '2', note: 'plain' },
  ])
})

check('takes CRLF and LF as the end of a record', { read: 'csv-to-ndjson' }, async () => {
  const csv = 'id,name\r\n1,Ada\r\n2,"Grace"\r\n3,Joan\n'
  expect(await convert(csv), JSON.stringify(csv)).toEqual([
    { id: '1', name: 'Ada' },
    { id: '2', name: 'Grace' },
    { id: '3', name: 'Joan' },
  ])
})

check('gives the last record though no line break follows it', { read: 'transform' }, async () => {
  for (const [csv, name] of [
    ['id,name\n1,Ada', 'Ada'],
    ['id,name\n1,"Ada"', 'Ada'],
    ['id,name\n1,', ''],
  ] as const) {
    expect(await convert(csv), JSON.stringify(csv)).toEqual([{ id: '1', name }])
  }
  expect(await convert('name\nAda'), JSON.stringify('name\nAda')).toEqual([{ name: 'Ada' }])
})

check('keeps empty fields and spaces', { read: 'csv-to-ndjson' }, async () => {
  const csv = 'a,b,c\n,,\n" x ", y ,"\r"\n'
  expect(await convert(csv), JSON.stringify(csv)).toEqual([
    { a: '', b: '', c: '' },
    { a: ' x ', b: ' y ', c: '\r' },
  ])
})

check('skips a byte order mark and empty lines', { read: 'csv-to-ndjson' }, async () => {
  const csv = '\uFEFFid\n1\n\n2\n\n\n""\n\n'
  expect(await convert(csv), JSON.stringify(csv)).toEqual([{ id: '1' }, { id: '2' }, { id: '' }])
})

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

/** One megabyte of records, some of them with all that quotes can hold. */
function megabyte(): Buffer {
  const text = 'lorem ipsum dolor sit amet '.repeat(30)
  let csv = ''
  for (let id = 1; csv.length < 2 ** 20; id += 1) csv += `${id},${text},"${text}""${id}"", ${text}"\n`
  return Buffer.from(csv)
}

check('needs no more memory for a longer input', { read: 'memory', ms: 2800 }, async () => {
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
