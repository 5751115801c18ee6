/** What an author is told of names: which are followed, which are missing, and which cannot be. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { proveAliases } from '../../src/author/aliases.ts'
import { compareReleases } from '../../src/author/release.ts'
import { loadCourse } from '../../src/engine/course/load.ts'
import { copyFixture, TINY_COURSE } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { change, newerCourse } from './courses.ts'

const SUMS = 'lessons/02-sums/lesson.md'
const SERVING = 'lessons/03-serving/lesson.md'
const QUIZ = 'lessons/02-sums/quiz.yaml'

function compare(...changes: [path: string, text: string, by: string][]) {
  const course = newerCourse()
  for (const [path, text, by] of changes) {
    change(course, path, (before) => {
      expect(before).toContain(text)
      return before.replace(text, by)
    })
  }
  return compareReleases(loadCourse(TINY_COURSE), loadCourse(course))
}

it('says renames as renames, and that nobody loses anything', async () => {
  expect(compare()).toEqual({
    days: {
      added: [1],
      changed: [2, 3],
      renamed: [
        { from: '01-adding', to: '02-sums' },
        { from: '02-serving', to: '03-serving' },
      ],
    },
    exercises: {
      added: ['1/count'],
      renamed: [
        { from: '1/add', to: '2/plus' },
        { from: '1/total', to: '3/sum-up' },
      ],
      starters: [],
      checks: [],
    },
    questions: { renamed: [{ from: '1/quiz:typed-sum', to: '2/quiz:typed-total' }] },
    topics: { added: ['counts', 'fast'], renamed: [], harder: [] },
    lost: [],
  })
  const { code, stdout } = await runCourse(['author', 'diff', TINY_COURSE, newerCourse()])
  expect(code).toBe(0)
  expect(stdout).toContain(
    'Renamed; their aliases keep what was done\n  1/add is 2/plus\n  1/total is 3/sum-up\n  1/quiz:typed-sum is 2/quiz:typed-total\n',
  )
})

it('a day that is only put elsewhere has not changed', () => {
  const course = copyFixture()
  const numbered = copyFixture()
  change(numbered, 'lessons/02-serving/lesson.md', (text) =>
    text.replace('day: 2\n', 'day: 2\naliases: [09-serving]\n'),
  )
  expect(compareReleases(loadCourse(course), loadCourse(numbered)).days).toEqual({
    added: [],
    changed: [2],
    renamed: [],
  })
})

it.each([
  [
    'a day',
    SUMS,
    'aliases: [01-adding]\n',
    '',
    'day 01-adding',
    'if it is, write `aliases: [01-adding]` into the front matter of lessons/02-sums/lesson.md',
  ],
  [
    'a day of the same slug',
    SERVING,
    'aliases: [02-serving]\n',
    '',
    'day 02-serving',
    'if it is, write `aliases: [02-serving]` into the front matter of lessons/03-serving/lesson.md',
  ],
  [
    'an exercise',
    SUMS,
    '    aliases: [add]\n',
    '',
    'exercise 1/add',
    'if it is 2/plus now, add add to its `aliases` in lessons/02-sums/lesson.md',
  ],
  [
    'an exercise of another day',
    SERVING,
    '01-adding/total, ',
    '',
    'exercise 1/total',
    'if it is 3/sum-up now, add 01-adding/total to its `aliases` in lessons/03-serving/lesson.md',
  ],
  [
    'an earlier alias',
    SERVING,
    ', 01-adding/sum-of-list',
    '',
    'exercise sum-of-list',
    'keep it among the `aliases` in lessons/03-serving/lesson.md',
  ],
  [
    'a question',
    QUIZ,
    '    aliases: [typed-sum]\n',
    '',
    'question 1/quiz:typed-sum',
    'if it is typed-total now, write `aliases: [typed-sum]` below its id in lessons/02-sums/quiz.yaml',
  ],
  [
    'a topic',
    SUMS,
    'id: words',
    'id: names',
    'topic words',
    'add `aliases: [words]` to names in lessons/02-sums/lesson.md',
  ],
])('says what is lost without the alias of %s, and the line that keeps it', (_, path, text, by, what, mend) => {
  const { lost } = compare([path, text, by])
  expect(lost.map((each) => [`${each.what} ${each.name}`, each.mend])).toEqual([[what, mend]])
})

it('says that a day is gone, with its exercises', () => {
  const course = copyFixture()
  for (const room of ['lessons', 'exercises', 'checks', 'solutions'])
    rmSync(join(course, room, '02-serving'), { recursive: true })
  const { lost } = compareReleases(loadCourse(TINY_COURSE), loadCourse(course))
  expect(lost.map(({ what, name }) => `${what} ${name}`)).toEqual([
    'day 2, Serving',
    'exercise 2/ping',
    'topic servers',
    'topic waiting',
  ])
})

it('follows a topic that has another id', () => {
  expect(compare([SUMS, 'id: words,', 'id: names, aliases: [words],']).topics.renamed).toEqual([
    { from: 'words', to: 'names' },
  ])
})

const found = (course: string) => {
  const loaded = loadCourse(course)
  expect(loaded.broken).toEqual([])
  return loaded.days.flatMap((day) => proveAliases(loaded, day)).map(({ file, message }) => `${file}: ${message}`)
}

it('an author is told nothing of aliases that fit', () => {
  expect(found(newerCourse())).toEqual([])
  expect(found(copyFixture())).toEqual([])
})

it.each([
  [
    'the folder of another day',
    SUMS,
    '[01-adding]',
    '[03-serving]',
    'Its alias 03-serving is the folder of day 3 today.',
  ],
  [
    'the alias of another day',
    SERVING,
    '[02-serving]',
    '[01-adding]',
    'Its alias 01-adding is an alias of day 2 as well.',
  ],
  ['the same folder twice', SUMS, '[01-adding]', '[01-adding, 01-adding]', 'Its alias 01-adding is there twice.'],
  ['its own folder', SUMS, '[01-adding]', '[02-sums]', 'Its alias 02-sums is what its folder is called.'],
  [
    'an exercise of today',
    SERVING,
    '01-adding/total',
    '02-sums/plus',
    'The alias 02-sums/plus of sum-up is the id of an exercise that is there (2/plus).',
  ],
  [
    'the alias of another exercise',
    SERVING,
    '01-adding/total',
    '01-adding/add',
    'The alias 01-adding/add of sum-up is an alias of 2/plus as well.',
  ],
  [
    'one name twice',
    SERVING,
    '01-adding/sum-of-list',
    '02-sums/total',
    'The alias 02-sums/total of sum-up is there twice.',
  ],
  [
    'a number that two days had',
    SERVING,
    '01-adding/total',
    '1/total',
    'The alias 1/total of sum-up may mean 01-counting or 01-adding: several days had that number.',
  ],
  [
    'a question of today',
    QUIZ,
    '[typed-sum]',
    '[name-of-plus]',
    'The alias name-of-plus of typed-total is the id of a question that is there (2/quiz:name-of-plus).',
  ],
  ['a topic of today', SUMS, '[adding-two]', '[totals]', 'The alias totals of topic sums is the id of a topic.'],
])('an alias that is %s is refused', (_, path, text, by, message) => {
  const course = newerCourse()
  change(course, path, (before) => {
    expect(before).toContain(text)
    return before.replace(text, by)
  })
  expect(found(course)).toEqual([`${path}: ${message}`])
})

it('is said by `author check`', { timeout: 300_000 }, async () => {
  const course = newerCourse()
  change(course, SUMS, (text) => text.replace('[01-adding]', '[03-serving]'))
  const { code, stdout } = await runCourse(['author', 'check', '2', '--skip-mistakes'], {
    env: { COURSE_COURSE: course },
  })
  expect([code, stdout]).toEqual([1, expect.stringContaining('Its alias 03-serving is the folder of day 3 today.')])
})

it.each([
  ['aliases: [5]', /must be a text/],
  ['aliases: [adding]', /must be what the folder of the day was called before, as in 05-streams/],
])('%s is no name of a folder', (line, message) => {
  const course = copyFixture()
  change(course, 'lessons/01-adding/lesson.md', (text) => text.replace('day: 1\n', `day: 1\n${line}\n`))
  expect(loadCourse(course).broken).toMatchObject([{ message: expect.stringMatching(message) }])
})
