import { check, expect } from 'backend-workbook/check'
import { ObjectId as PackageId } from 'bson'
import { createGenerator, ObjectId } from '../../exercises/08-mongodb-internals/object-id.ts'

const HEX = '6553f1000102030405ffffff'

/** A generator whose clock the check sets, and whose random bytes are 01 02 03 04 05 and the first count. */
function controlled(firstCount = [0, 0, 0], startMs = 1_700_000_000_000) {
  const clock = { ms: startMs }
  const random = (size: number) => Uint8Array.from(size === 3 ? firstCount : [1, 2, 3, 4, 5].slice(0, size))
  return { clock, next: createGenerator({ now: () => clock.ms, random }) }
}

check('begins an id with the time in whole seconds', { read: 'object-ids' }, () => {
  for (const [ms, digits] of [
    [0, '00000000'],
    [1_700_000_000_000, '6553f100'],
    [1_700_000_000_999, '6553f100'],
    [2_208_988_800_500, '83aa7e80'],
  ] as const) {
    const { next } = controlled([0, 0, 0], ms)
    expect(String(next()).slice(0, 8), `the first 8 digits of an id made at ${ms} ms`).toBe(digits)
  }
})

check('asks the clock for each id', { read: 'object-ids' }, () => {
  const { clock, next } = controlled()
  next()
  clock.ms += 5000
  expect(String(next()).slice(0, 8), 'the first 8 digits of an id made 5 s after the one before').toBe('6553f105')
})

check('shares five random bytes among all ids of a generator', { read: 'object-ids' }, () => {
  const sizes: number[] = []
  let drawn = 16
  const next = createGenerator({
    random: (size) => {
      sizes.push(size)
      return Uint8Array.from({ length: size }, () => drawn++)
    },
  })
  expect(sizes, 'the sizes asked of `random` when the generator has been made').toEqual([5, 3])
  const parts = [next(), next(), next()].map((id) => String(id).slice(8, 18))
  expect(parts, 'digits 9 to 18 of three ids, when random(5) gave 10 11 12 13 14').toEqual(Array(3).fill('1011121314'))
  expect(sizes, 'the sizes asked of `random` for a generator and three ids').toEqual([5, 3])
})

check('draws other random bytes for each generator', { read: 'object-ids' }, () => {
  const parts = new Set(Array.from({ length: 50 }, () => String(createGenerator()()).slice(8, 18)))
  expect(parts.size, 'different random parts among 50 generators').toBe(50)
})

check('counts up by one from a random start', { read: 'object-ids' }, () => {
  const { clock, next } = controlled([0x12, 0x34, 0xfe])
  expect(
    [next(), next(), next()].map((id) => String(id).slice(18)),
    'counts, when random(3) gave 12 34 fe',
  ).toEqual(['1234fe', '1234ff', '123500'])
  clock.ms += 5000
  expect(String(next()).slice(18), 'the count of the fourth id, made 5 s later').toBe('123501')
})

check('goes on with zero when the count is full, and leaves the other bytes alone', { read: 'object-ids' }, () => {
  const { next } = controlled([0xff, 0xff, 0xff])
  expect([next(), next(), next()].map(String), 'three ids, when random(3) gave ff ff ff').toEqual([
    '6553f1000102030405ffffff',
    '6553f1000102030405000000',
    '6553f1000102030405000001',
  ])
})

check('makes 100,000 different ids within one second', { read: 'object-ids' }, () => {
  const { next } = controlled([0xff, 0xff, 0])
  const ids = new Set(Array.from({ length: 100_000 }, () => String(next())))
  expect(ids.size, 'different ids among 100,000 of the same second').toBe(100_000)
})

check('sorts by the second of creation, as text and as bytes', { read: 'object-ids' }, () => {
  const seconds = [3, 255, 256, 65_536, 1_700_000_000, 1_700_000_001, 2 ** 31]
  // The later an id, the smaller its other bytes: they must not decide.
  const ids = seconds.map((second, index) => {
    const random = (size: number) => new Uint8Array(size).fill(200 - index)
    return createGenerator({ now: () => second * 1000, random })()
  })
  const texts = ids.map(String)
  const bytes = ids.map((id) => id.bytes)
  expect([...texts].sort(), `ids of the seconds ${seconds.join(', ')}, sorted as text`).toEqual(texts)
  expect([...bytes].sort(Buffer.compare), `ids of the seconds ${seconds.join(', ')}, sorted by bytes`).toEqual(bytes)
})

check('tells when an id was made, until the year 2106', { read: 'object-ids' }, () => {
  for (const second of ['00000000', '00000001', '6553f100', '7fffffff', '80000000', 'ffffffff']) {
    const id = `${second}0102030405ffffff`
    const createdAt = new ObjectId(id).createdAt
    expect(createdAt instanceof Date && createdAt.toISOString(), `new ObjectId('${id}').createdAt`).toBe(
      new PackageId(id).getTimestamp().toISOString(),
    )
  }
})

check('reads hex digits in either case, and writes 24 in lower case', { read: 'object-ids' }, () => {
  for (const text of [HEX, HEX.toUpperCase(), '000000000000000000000000', '00010a0f0000000000000b0c']) {
    const id = new ObjectId(text)
    expect([...id.bytes], `the bytes of new ObjectId('${text}')`).toEqual([...Buffer.from(text, 'hex')])
    expect(id.toString(), `new ObjectId('${text}').toString()`).toBe(text.toLowerCase())
    expect(JSON.stringify({ id }), `JSON.stringify({ id: new ObjectId('${text}') })`).toBe(
      `{"id":"${text.toLowerCase()}"}`,
    )
  }
})

check('keeps a copy of the bytes that it is given', { read: 'object-ids' }, () => {
  const message = Buffer.from(`ff${HEX}ff`, 'hex')
  const id = new ObjectId(message.subarray(1, 13))
  message.fill(0)
  expect(id.toString(), 'an id made of 12 bytes of a message, when the message has been overwritten').toBe(HEX)
})

check('throws a TypeError for all that is no id, and isValid agrees', { read: 'object-ids' }, () => {
  const wrong: unknown[] = [
    '',
    HEX.slice(1),
    `${HEX}0`,
    `${HEX.slice(2)}0g`,
    ` ${HEX.slice(1)}`,
    `${HEX}\n`,
    'twelve chars',
    '６553f1000102030405ffffff',
    new Uint8Array(11),
    new Uint8Array(13),
    Array(12).fill(0),
    1_700_000_000,
    null,
    undefined,
    { length: 12 },
    new Uint16Array(12),
    [HEX],
    new String(HEX),
    new ObjectId(HEX),
  ]
  for (const value of wrong) {
    const shown = value instanceof Uint8Array ? `${value.length} bytes` : namedText(value)
    expect(
      outcomeOf(() => new ObjectId(value as string)),
      `new ObjectId(${shown})`,
    ).toBe('TypeError')
    expect(ObjectId.isValid(value), `ObjectId.isValid(${shown})`).toBe(false)
  }
  for (const value of [HEX, HEX.toUpperCase(), new Uint8Array(12), Buffer.alloc(12)]) {
    expect(
      outcomeOf(() => new ObjectId(value)),
      `new ObjectId(${JSON.stringify(value)})`,
    ).toBe('an id')
    expect(ObjectId.isValid(value), `ObjectId.isValid(${JSON.stringify(value)})`).toBe(true)
  }
})

check('equals another object with the same bytes, and their text', { read: 'object-ids' }, () => {
  const id = new ObjectId(HEX)
  expect(id.equals(new ObjectId(HEX)), 'id.equals(another ObjectId of the same text)').toBe(true)
  expect(id.equals(HEX.toUpperCase()), 'id.equals(its text in upper case)').toBe(true)
  for (const other of [new ObjectId(`${HEX.slice(0, -1)}e`), `${HEX.slice(0, -1)}e`, '', null, undefined, 7]) {
    expect(id.equals(other), `new ObjectId('${HEX}').equals(${String(other)})`).toBe(false)
  }
  const others: [string, unknown][] = [
    [`['${HEX}']`, [HEX]],
    [`{ toString: () => '${HEX}' }`, { toString: () => HEX }],
    ['Object.create(null)', Object.create(null)],
    ['Symbol()', Symbol()],
    ['{}', {}],
  ]
  for (const [shown, other] of others) expect(id.equals(other), `new ObjectId('${HEX}').equals(${shown})`).toBe(false)
})

/** A value as JSON, and what it is where JSON would hide that. */
function namedText(value: unknown): string {
  const name = typeof value === 'object' && value !== null ? value.constructor.name : ''
  const text = JSON.stringify(value)
  return ['', 'Object', 'Array'].includes(name) ? text : `${name} ${text}`
}

function outcomeOf(call: () => unknown): string {
  try {
    call()
    return 'an id'
  } catch (error) {
    if (!(error instanceof Error)) return 'throws something that is no Error'
    return error.message === '' ? `${error.name} without a message` : error.name
  }
}
