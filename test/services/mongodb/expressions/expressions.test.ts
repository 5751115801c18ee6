import { describe, expect, it } from 'vitest'
import { OPERATORS } from '../../../../src/services/mongodb/emulator/expressions/table.ts'
import { commandRunner } from '../in-process.ts'
import { ARITHMETIC, POWERS } from './arithmetic.rows.ts'
import { DATE_MATH, DATE_PARTS, DATE_TEXT } from './dates.rows.ts'
import { LISTS, SETS } from './lists.rows.ts'
import { MISSING, type Row } from './rows.ts'
import { TEXT } from './text.rows.ts'
import { CONDITIONS, OBJECTS, SUMMARIES, TYPES } from './values.rows.ts'

const FAMILIES: Record<string, Row[]> = {
  'Arithmetic and bits': ARITHMETIC,
  'Powers and trigonometry': POWERS,
  Text: TEXT,
  Lists: LISTS,
  Sets: SETS,
  'Parts of dates': DATE_PARTS,
  'Dates as text': DATE_TEXT,
  'Date arithmetic and timestamps': DATE_MATH,
  'Conditions and comparisons': CONDITIONS,
  Types: TYPES,
  'Objects, variables and others': OBJECTS,
  'Summaries of lists': SUMMARIES,
}

/** The reply's document holds values as the server has them: 2 is an int, Double(2) a double. */
async function computed({ expression, doc }: Row): Promise<unknown> {
  const run = commandRunner()
  await run({ insert: 'things', documents: [{ _id: 1, ...doc }] })
  const reply = await run({ aggregate: 'things', pipeline: [{ $project: { _id: 0, value: expression } }], cursor: {} })
  if (reply['ok'] !== 1) return { code: reply['code'] }
  const { firstBatch } = reply['cursor'] as { firstBatch: Record<string, unknown>[] }
  const [result = {}] = firstBatch
  return { value: 'value' in result ? result['value'] : MISSING }
}

describe.each(Object.entries(FAMILIES))('%s', (_family, rows) => {
  const named = rows.map((row) => ({ name: `${row.operator}: ${JSON.stringify(row.expression)}`, row }))
  it.each(named)('$name', async ({ row }) => {
    const expected = 'value' in row.expected && row.expected.value === undefined ? { value: MISSING } : row.expected
    expect(await computed(row)).toEqual(expected)
  })
})

it('every operator has a page that is followed, and an error that is its own', () => {
  const rows = Object.values(FAMILIES).flat()
  const named = (test: (row: Row) => boolean) => new Set(rows.filter(test).map(({ operator }) => operator))
  // A literal is never wrong; $const is its other name, which no page has.
  const operators = Object.keys(OPERATORS).filter((name) => name !== '$const')
  const valued = named(({ expected }) => 'value' in expected)
  const failing = named(({ expected }) => 'code' in expected)
  // A score needs a text search: docs/text.test.ts.
  expect(operators.filter((name) => !valued.has(name))).toEqual(['$meta'])
  expect(operators.filter((name) => !failing.has(name))).toEqual(['$literal'])
})
