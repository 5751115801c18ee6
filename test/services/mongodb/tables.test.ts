import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ACCUMULATORS } from '../../../src/services/mongodb/emulator/aggregate/accumulators.ts'
import { STAGES } from '../../../src/services/mongodb/emulator/aggregate/stages.ts'
import { FUNCTIONS } from '../../../src/services/mongodb/emulator/aggregate/window/functions.ts'
import { COMMANDS } from '../../../src/services/mongodb/emulator/commands/table.ts'
import { OPERATORS as EXPRESSIONS } from '../../../src/services/mongodb/emulator/expressions/table.ts'
import { STAGE_NAMES } from '../../../src/services/mongodb/emulator/plan/stage.ts'
import { OPERATORS } from '../../../src/services/mongodb/emulator/update/operators.ts'
import { commandRunner } from './in-process.ts'

// The README of the stand-in says of every name of MongoDB 7.0's manual what becomes of it. Each row is tried here.
const readme = readFileSync(new URL('../../../src/services/mongodb/emulator/README.md', import.meta.url), 'utf8')
const run = commandRunner()

type Reply = Record<string, unknown>
type Outcome = 'known' | 'refused' | 'unknown'

interface Row {
  name: string
  verdict: string
}

function rowsOf(heading: string): Row[] {
  const section = readme.split(`### ${heading}\n`)[1]?.split(/\n#+ /)[0] ?? ''
  return [...section.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, name = '', verdict = '']) => ({ name, verdict }))
}

/** An error that only says that the argument is wrong is one of an operator that is there. */
function outcomeOf({ ok, code, errmsg }: Reply, unknown: RegExp): Outcome {
  if (ok === 1) return 'known'
  if (code === 238) return 'refused'
  return unknown.test(String(errmsg)) ? 'unknown' : 'known'
}

function firstWriteError(reply: Reply): Reply {
  const [first] = (reply['writeErrors'] ?? []) as Reply[]
  return first ? { ok: 0, ...first } : reply
}

const wanted = ({ verdict }: Row): Outcome => (verdict === 'refused' ? 'refused' : 'known')

describe('the tables of the README', () => {
  it.each([
    'Stages of a pipeline',
    'Expressions',
    'Accumulators',
    'Window operators',
    'Query operators',
    'Update operators',
    'Commands',
    'Stages of explain',
  ])('%s: has rows, each once, each with one of the three verdicts', (heading) => {
    const rows = rowsOf(heading)
    expect(rows.length).toBeGreaterThan(8)
    expect(rows.filter(({ verdict }) => !/^(as documented|refused|differs: .+)$/.test(verdict))).toEqual([])
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length)
  })

  it.each(rowsOf('Stages of a pipeline'))('the stage $name: $verdict', async (row) => {
    const reply = await run({ aggregate: 'things', pipeline: [{ [row.name]: {} }], cursor: {} })
    expect(outcomeOf(reply, /Unrecognized pipeline stage/)).toBe(wanted(row))
  })

  it.each(rowsOf('Expressions'))('the expression $name: $verdict', async (row) => {
    const pipeline = [{ $project: { value: { [row.name]: {} } } }]
    const reply = await run({ aggregate: 'things', pipeline, cursor: {} })
    expect(outcomeOf(reply, /Unrecognized expression/)).toBe(wanted(row))
  })

  it.each(rowsOf('Accumulators'))('the accumulator $name: $verdict', async (row) => {
    const pipeline = [{ $group: { _id: null, value: { [row.name]: {} } } }]
    const reply = await run({ aggregate: 'things', pipeline, cursor: {} })
    expect(outcomeOf(reply, /unknown group operator/)).toBe(wanted(row))
  })

  it.each(rowsOf('Window operators'))('the window operator $name: $verdict', async (row) => {
    const pipeline = [{ $setWindowFields: { sortBy: { a: 1 }, output: { value: { [row.name]: {} } } } }]
    const reply = await run({ aggregate: 'things', pipeline, cursor: {} })
    expect(outcomeOf(reply, /Unrecognized window function/)).toBe(wanted(row))
  })

  it('name every expression, accumulator and window operator that there is', () => {
    const names = (heading: string) => rowsOf(heading).map(({ name }) => name)
    // $const is MongoDB's other name for $literal; no page has it.
    const expressions = Object.keys(EXPRESSIONS).filter((name) => name !== '$const')
    expect(names('Expressions')).toEqual(expressions.sort())
    expect(names('Accumulators')).toEqual(Object.keys(ACCUMULATORS).sort())
    expect(names('Window operators')).toEqual(expect.arrayContaining(Object.keys(FUNCTIONS)))
  })

  it.each(rowsOf('Query operators'))('the query operator $name: $verdict', async (row) => {
    const unknown = /unknown (top level )?operator/
    const outcomes = [{ [row.name]: {} }, { field: { [row.name]: {} } }].map(async (filter) =>
      outcomeOf(await run({ find: 'things', filter }), unknown),
    )
    expect(await Promise.all(outcomes)).toContain(wanted(row))
  })

  it.each(rowsOf('Update operators'))('the update operator $name: $verdict', async (row) => {
    const updates = [{ q: {}, u: { [row.name]: { field: 1 } } }]
    const reply = firstWriteError(await run({ update: 'things', updates }))
    expect(outcomeOf(reply, /Unknown modifier/)).toBe(wanted(row))
  })

  it.each(rowsOf('Commands'))('the command $name: $verdict', async (row) => {
    expect(outcomeOf(await run({ [row.name]: 1 }), /no such command/)).toBe(wanted(row))
  })

  it('name every command that there is', () => {
    const rows = rowsOf('Commands').filter((row) => wanted(row) === 'known')
    const aliases = ['ismaster', 'deleteindexes']
    expect(rows.map(({ name }) => name.toLowerCase()).sort()).toEqual(
      Object.keys(COMMANDS)
        .filter((name) => !aliases.includes(name))
        .sort(),
    )
  })

  it('name every stage of a pipeline and every update operator that there is', () => {
    const rows = [...rowsOf('Stages of a pipeline'), ...rowsOf('Update operators')].map(({ name }) => name)
    expect(rows).toEqual(expect.arrayContaining([...Object.keys(STAGES), ...Object.keys(OPERATORS)]))
  })

  it('name every stage that explain can show', () => {
    const rows = rowsOf('Stages of explain').filter((row) => wanted(row) === 'known')
    expect(rows.map(({ name }) => name)).toEqual([...STAGE_NAMES].sort())
  })
})
