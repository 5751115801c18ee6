/**
 * Wrong answers that fail the same checks as a known one, for another reason: none is told that one's story as its own.
 * The files are the solutions with one thing changed; each names the known wrong answer that it could be taken for. The
 * last do next to nothing, and fail what almost any wrong answer would.
 */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { findExercise } from '../../src/engine/course/find.ts'
import { loadCourse } from '../../src/engine/course/load.ts'
import { layOutMistake } from '../../src/engine/mistakes/lay-out.ts'
import { readMistakes } from '../../src/engine/mistakes/list.ts'
import { temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

const root = join(import.meta.dirname, '../..')
const course = loadCourse(root)

/** The verdict of `course check --json` on an answer to an exercise of this course. */
async function checked(ref: string, answer: { text: string } | { path: string }) {
  const { day, exercise } = findExercise(course, ref)
  const cwd = temporaryFolder('recognised')
  const file = join(cwd, 'workbook', day.room, exercise.file)
  mkdirSync(join(cwd, 'workbook', '.course'), { recursive: true })
  mkdirSync(dirname(file), { recursive: true })
  if ('text' in answer) writeFileSync(file, answer.text)
  else cpSync(answer.path, file, { recursive: true })
  const { stdout } = await runCourse(['check', ref, '--json'], { cwd, env: { COURSE_COURSE: undefined } })
  const verdict = JSON.parse(stdout) as {
    status: string
    checks: { title: string; status: string }[]
    mistake?: { wrong: string; sure: boolean }
  }
  const failing = verdict.checks.filter(({ status }) => status === 'failed').map(({ title }) => title)
  return { status: verdict.status, failing, mistake: verdict.mistake }
}

function known(ref: string, name: string) {
  const { day, exercise } = findExercise(course, ref)
  const mistake = readMistakes(course, day, exercise).find((each) => each.name === name)
  if (mistake?.status !== 'described') throw new Error(`${ref} has no wrong answer ${name}`)
  return { header: mistake.header, laidOut: () => layOutMistake(course, day, exercise, name) }
}

/** What is done, to which exercise, what it could be taken for, and how the solution is changed. */
const OTHER_REASONS: [does: string, ref: string, like: string, from: string, to: string][] = [
  [
    'takes a plus for a space',
    '4/safe-join',
    'decodes-twice',
    'decodeURIComponent(urlPath)',
    "decodeURIComponent(urlPath.replaceAll('+', ' '))",
  ],
  [
    'answers 503 to a handler that fails',
    '6/tiny-router',
    'rejection-unhandled',
    'refuse(response, 500)',
    'refuse(response, 503)',
  ],
  [
    'opens typed arrays, too',
    '1/flatten-deep',
    'opens-anything-iterable',
    'Array.isArray(value)) open',
    'Array.isArray(value) || value instanceof Uint8Array) open',
  ],
  ['shares the date', '1/deep-clone', 'date-as-object', 'return new Date(source.getTime())', 'return source'],
  [
    'goes on with 1 when the count is full',
    '8/object-id',
    'count-runs-over',
    '(count + 1) % COUNTS',
    '(count + 1) % COUNTS || 1',
  ],
  [
    'gives a list of one undefined for no items',
    '2/map-limit',
    'never-settles-when-empty',
    '    return results\n',
    '    return results.length > 0 ? results : [undefined as R]\n',
  ],
  [
    'leaves half of each wait to chance',
    '2/retry',
    'no-jitter',
    'random() * ceiling',
    '(0.5 + random() / 2) * ceiling',
  ],
  [
    'gives the panels from back to front',
    '2/dashboard',
    'order-of-arrival',
    'Object.fromEntries(await Promise.all(entries))',
    'Object.fromEntries((await Promise.all(entries)).reverse())',
  ],
  [
    'tells its step in its JSON',
    '1/private-counter',
    'live-json',
    '    history: () => [...values],\n',
    '    history: () => [...values],\n    toJSON: () => ({ value, step }),\n',
  ],
  ['takes the seconds for milliseconds', '8/object-id', 'signed-time', 'readUInt32BE(0) * 1000', 'readUInt32BE(0)'],
  ['counts broken records from 0', '5/csv-to-ndjson', 'pads-short-records', '`, parser.count)', '`, parser.count - 1)'],
]

it.each(OTHER_REASONS)(
  'an answer that %s (%s) is not told for sure that it is %s',
  { timeout: 240_000 },
  async (...row) => {
    const [, ref, like, from, to] = row
    const { day, exercise } = findExercise(course, ref)
    const solution = readFileSync(join(root, 'solutions', day.room, exercise.file), 'utf8')
    expect(solution.split(from)).toHaveLength(2)
    const { status, failing, mistake } = await checked(ref, { text: solution.replace(from, () => to) })
    // It is a case of the kind that this test is about.
    const { header } = known(ref, like)
    expect({ status, failing: failing.sort() }).toEqual({ status: header.status, failing: [...header.fails].sort() })
    expect(mistake?.sure).not.toBe(true)
  },
)

it.each(OTHER_REASONS.map(([, ref, like]) => [ref, like] as const))(
  'to %s, %s itself is recognised for sure',
  { timeout: 240_000 },
  async (ref, like) => {
    const { header, laidOut } = known(ref, like)
    const { path, remove } = laidOut()
    const { mistake } = await checked(ref, { path })
    remove()
    expect(mistake).toEqual({ wrong: header.wrong, why: header.why, sure: true })
  },
)

it.each([
  ['gives nothing', 'export function flattenDeep(list: readonly unknown[]) {}\n'],
  ['gives the list as it is', 'export function flattenDeep(list: readonly unknown[]) {\n  return list\n}\n'],
  ['gives an empty list', 'export function flattenDeep(list: readonly unknown[]) {\n  return []\n}\n'],
])('an answer that %s fails nearly everything, and is told no known story', { timeout: 240_000 }, async (...row) => {
  const { status, failing, mistake } = await checked('1/flatten-deep', { text: row[1] })
  const { header } = known('1/flatten-deep', 'back-to-front')
  expect({ status, failing: failing.sort() }).toEqual({ status: 'failed', failing: [...header.fails].sort() })
  expect(mistake).toBeUndefined()
})

it('recognises a known wrong answer that is written otherwise', { timeout: 240_000 }, async () => {
  const { header } = known('1/flatten-deep', 'opens-anything-iterable')
  const text = `export function flattenDeep(list: readonly unknown[]): unknown[] {
  const flat: unknown[] = []
  const todo: unknown[] = [list]
  while (todo.length > 0) {
    const item = todo.pop()
    if (typeof item === 'string' || !(Symbol.iterator in Object(item))) flat.push(item)
    else for (const each of [...(item as unknown[])].reverse()) todo.push(each)
  }
  return flat
}
`
  expect((await checked('1/flatten-deep', { text })).mistake).toMatchObject({ wrong: header.wrong })
})
