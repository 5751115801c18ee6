/** Names as courses give them over several releases: what `author check` says of the aliases, and where they lead. */
import { expect, it } from 'vitest'
import { proveAliases } from '../../src/author/aliases.ts'
import { compareReleases } from '../../src/author/release.ts'
import { loadCourse } from '../../src/engine/course/load.ts'
import type { Day } from '../../src/engine/course/model.ts'
import { namesOf } from '../../src/names.ts'
import { runCourse } from '../fixtures/cli.ts'
import { aCourse, aDay, anExercise } from '../tracker/builders.ts'
import { change, newerCourse } from './courses.ts'

interface Spelled {
  /** The earlier folders of the day. */
  was?: string[]
  /** Exercises, with what they were called before. */
  has?: Record<string, string[]>
  /** Questions, in the same way. */
  asks?: Record<string, string[]>
  /** Topics, in the same way. */
  topics?: Record<string, string[]>
}

/** A course by its folders. */
function course(rooms: Record<string, Spelled>) {
  const days = Object.entries(rooms).map(
    ([room, { was, has = {}, asks = {}, topics = {} }]): Day => ({
      ...aDay(Number.parseInt(room, 10)),
      room,
      ...(was && { aliases: was }),
      exercises: Object.entries(has).map(([id, aliases]) => anExercise(id, { aliases })),
      questionIds: Object.keys(asks),
      questionAliases: asks,
      topics: Object.entries(topics).map(([id, aliases]) => ({ id, text: id, evidence: [], aliases })),
    }),
  )
  return aCourse({ phases: [], gates: [], days })
}

const said = (of: ReturnType<typeof course>) =>
  of.days.flatMap((day) => proveAliases(of, day)).map(({ message }) => message)

/** What a record says (with the folder that the day had, or without), and what that is today. */
type Leads = [ref: string, room: string | undefined, today: string][]

it.each<[string, Record<string, Spelled>, Leads]>([
  [
    'a day and its exercise have other names',
    { '06-flow': { was: ['05-streams'], has: { pump: ['pipe'] } } },
    [
      ['5/pipe', undefined, '6/pump'],
      ['5/pipe', '05-streams', '6/pump'],
    ],
  ],
  [
    'an exercise had three names',
    { '01-a': { has: { c: ['a', 'b'] } } },
    [
      ['1/a', undefined, '1/c'],
      ['1/b', undefined, '1/c'],
    ],
  ],
  [
    'an exercise was in three days, each of which has another name',
    { '02-x': { was: ['01-a'] }, '03-y': { was: ['02-b'] }, '04-z': { has: { c: ['01-a/a', '02-b/b'] } } },
    [
      ['1/a', '01-a', '4/c'],
      ['2/b', '02-b', '4/c'],
      ['1/a', undefined, '4/c'],
    ],
  ],
  [
    'an exercise has come back to its name, and its day to its folder',
    { '01-a': { was: ['01-a', '02-b'], has: { x: ['y', '03-c/x'] } }, '03-c': { has: { z: [] } } },
    [
      ['2/y', undefined, '1/x'],
      ['3/x', '03-c', '1/x'],
    ],
  ],
  [
    'two days each had an exercise and a question of one name',
    {
      '01-b': { was: ['02-b'], has: { y: ['x'] }, asks: { w: ['v'] } },
      '02-a': { was: ['01-a'], has: { z: ['x'] }, asks: { u: ['v'] } },
    },
    [
      ['2/x', '02-b', '1/y'],
      ['1/x', '01-a', '2/z'],
      ['1/quiz:v', '01-a', '2/quiz:u'],
    ],
  ],
  [
    'another day has the number of one that is gone, and had an exercise of the same name',
    {
      '01-a': { has: { moved: ['02-gone/x'] }, asks: { why: ['02-gone/q'] } },
      '02-c': { was: ['03-c'], has: { y: ['x'] }, asks: { how: ['q'] } },
    },
    [
      ['2/x', '02-gone', '1/moved'],
      ['3/x', '03-c', '2/y'],
      ['2/x', '02-c', '2/y'],
      ['2/quiz:q', '02-gone', '1/quiz:why'],
    ],
  ],
  [
    'two days are gone which had one number, and an exercise of one name',
    { '01-a': { has: { first: ['02-gone/x'], second: ['02-later/x'] } }, '02-now': { has: { x: [] } } },
    [
      ['2/x', '02-gone', '1/first'],
      ['2/x', '02-later', '1/second'],
      ['2/x', undefined, '2/x'],
    ],
  ],
  [
    'a day that is gone was called as another is today, which has an exercise of the same name',
    { '03-a': { has: { pong: ['04-http/ping'] } }, '12-http': { has: { ping: [] } } },
    [
      ['4/ping', undefined, '3/pong'],
      ['4/ping', '04-http', '3/pong'],
      ['12/ping', undefined, '12/ping'],
    ],
  ],
  [
    'a day that is gone is named by the number that only it had',
    { '01-a': { has: { x: ['9/old'] } } },
    [
      ['9/old', undefined, '1/x'],
      ['9/old', '09-gone', '1/x'],
    ],
  ],
  [
    'an exercise moved into a day that has taken in the one where it was',
    { '02-both': { was: ['01-a', '02-b'], has: { x: ['01-a/x'], y: [] }, asks: { q: ['01-a/q'] } } },
    [
      ['1/x', undefined, '2/x'],
      ['1/x', '01-a', '2/x'],
      ['2/y', '02-b', '2/y'],
    ],
  ],
  [
    'two days are one, and an exercise of the second had an id which the first has',
    { '01-both': { was: ['01-a'], has: { same: [], other: ['02-b/same'], more: ['02-b/more'] } }, '02-c': {} },
    [
      ['1/same', undefined, '1/same'],
      ['2/same', undefined, '1/other'],
      ['2/more', '02-b', '1/more'],
    ],
  ],
  [
    'a name is taken up again in another day',
    { '01-a': { has: { y: ['x'] } }, '02-b': { has: { x: [] } } },
    [
      ['1/x', undefined, '1/y'],
      ['2/x', undefined, '2/x'],
    ],
  ],
  [
    'an exercise moved away, and its old day has a new one of another name',
    { '01-a': { has: { y: [] } }, '02-b': { has: { x: ['1/x', '01-a/w'] } } },
    [
      ['1/x', undefined, '2/x'],
      ['1/w', '01-a', '2/x'],
    ],
  ],
  [
    'all numbers are others',
    {
      '01-new': { has: { x: [] } },
      '02-a': { was: ['01-a'], has: { x: [] } },
      '03-b': { was: ['02-b'], has: { y: ['x', '01-a/z'] } },
    },
    [
      ['1/x', '01-a', '2/x'],
      ['1/z', '01-a', '3/y'],
      ['2/x', '02-b', '3/y'],
    ],
  ],
  [
    'a question was called as an exercise is',
    { '01-a': { has: { x: [] }, asks: { y: ['x'] } } },
    [
      ['1/x', undefined, '1/x'],
      ['1/quiz:x', undefined, '1/quiz:y'],
    ],
  ],
  [
    'topics of two days were called the same',
    { '01-a': { topics: { first: ['errors'] } }, '02-b': { topics: { second: ['errors', 'faults'] } } },
    [],
  ],
])('fits where %s', (_, rooms, leads) => {
  const of = course(rooms)
  expect(said(of)).toEqual([])
  const names = namesOf(of)
  expect(leads.map(([ref, room]) => names.ref(ref, room))).toEqual(leads.map(([, , today]) => today))
})

it.each<[string, Record<string, Spelled>, string[]]>([
  ['its own name', { '01-a': { has: { x: ['x'] } } }, ['The alias x of x is what it is called.']],
  ['its own name and day', { '01-a': { has: { x: ['01-a/x'] } } }, ['The alias 01-a/x of x is what it is called.']],
  ['its own name and number', { '01-a': { asks: { x: ['1/x'] } } }, ['The alias 1/x of x is what it is called.']],
  [
    'an exercise that is there, by an earlier folder',
    { '02-a': { was: ['01-a'], has: { x: [] } }, '03-b': { has: { y: ['01-a/x'] } } },
    ['The alias 01-a/x of y is the id of an exercise that is there (2/x).'],
  ],
  [
    'what another in its day was called',
    { '01-a': { has: { x: ['old'], y: ['old'] } } },
    ['The alias old of y is an alias of 1/x as well.'],
  ],
  [
    'what another was called in a day that is gone',
    { '01-a': { has: { x: ['09-gone/old'] } }, '02-b': { has: { y: ['09-gone/old'] } } },
    ['The alias 09-gone/old of y is an alias of 1/x as well.'],
  ],
  [
    'the same, by the number of that day',
    { '01-a': { has: { x: ['09-gone/old'] } }, '02-b': { has: { y: ['9/old'] } } },
    ['The alias 9/old of y is an alias of 1/x as well.'],
  ],
  [
    'of a number that a day which is gone had, too',
    { '01-a': { has: { x: ['02-gone/old'], y: ['2/older'] } }, '02-b': {} },
    ['The alias 2/older of y may mean 02-b or 02-gone: several days had that number.'],
  ],
  [
    'the folder of the day, last of all',
    { '01-a': { was: ['02-b', '01-a'] } },
    ['Its alias 01-a is what its folder is called.'],
  ],
  ['a topic’s own id', { '01-a': { topics: { x: ['x'] } } }, ['The alias x of topic x is what it is called.']],
  ['a topic’s, twice', { '01-a': { topics: { x: ['y', 'y'] } } }, ['The alias y of topic x is there twice.']],
  [
    'another topic’s in the day',
    { '01-a': { topics: { x: ['z'], y: ['z'] } } },
    ['The alias z of topic y is an alias of topic x as well.'],
  ],
  [
    'a topic of another day',
    { '01-a': { topics: { x: ['y'] } }, '02-b': { topics: { y: [] } } },
    ['The alias y of topic x is the id of a topic.'],
  ],
])('is refused when it is %s', (_, rooms, messages) => {
  expect(said(course(rooms))).toEqual(messages)
})

it('follows the topic of the same day where two days had one of that name', () => {
  const before = newerCourse()
  const sums = 'lessons/02-sums/lesson.md'
  change(before, 'lessons/01-counting/lesson.md', (text) => text.replace('id: fast', 'id: words'))
  const after = newerCourse()
  change(after, 'lessons/01-counting/lesson.md', (text) => text.replace('id: fast', 'id: speed, aliases: [words]'))
  change(after, sums, (text) => text.replace('id: words', 'id: names, aliases: [words]'))
  const { topics, lost } = compareReleases(loadCourse(before), loadCourse(after))
  const renamed = ['speed', 'names'].map((to) => ({ from: 'words', to }))
  expect([topics, lost]).toEqual([{ added: [], renamed, harder: [] }, []])
})

it('may name a folder as it was, whatever letters it had', () => {
  const after = newerCourse()
  change(after, 'lessons/02-sums/lesson.md', (text) =>
    text.replace('[01-adding]', '[01-Adding_up, 01-adding]').replace('[add]', '[add, 09-Node.js/add]'),
  )
  const { broken, days } = loadCourse(after)
  expect([broken, days[1]?.aliases]).toEqual([[], ['01-Adding_up', '01-adding']])
})

it('`author check` says nothing of those that fit', { timeout: 300_000 }, async () => {
  const course = newerCourse()
  change(course, 'lessons/02-sums/lesson.md', (text) => text.replace('[add]', '[add, 01-adding/plus, 03-gone/listen]'))
  change(course, 'lessons/03-serving/lesson.md', (text) =>
    text.replace('- id: ping\n', '- id: ping\n    aliases: [listen]\n'),
  )
  const env = { COURSE_COURSE: course }
  const { code, stdout, stderr } = await runCourse(['author', 'check', '2', '--skip-mistakes'], { env })
  expect(stdout).not.toContain('alias')
  expect([code, stderr]).toEqual([0, ''])
})
