/** What a release changes for learners, and what it would take from them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { compareReleases } from '../../src/author/release.ts'
import { loadCourse } from '../../src/engine/course/load.ts'
import { makeCourse, TINY_COURSE, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

const ROOM = '01-adding'
const LESSON = `lessons/${ROOM}/lesson.md`
const read = (path: string) => readFileSync(join(TINY_COURSE, path), 'utf8')

/** The tiny course with its first lesson changed. */
function changed(change: (lesson: string) => string, more: Record<string, string | null> = {}): string {
  return makeCourse(temporaryFolder('release'), { [LESSON]: change(read(LESSON)), ...more })
}

function compare(after: string) {
  return compareReleases(loadCourse(TINY_COURSE), loadCourse(after))
}

const NOTHING = {
  days: { added: [], changed: [], renamed: [] },
  exercises: { added: [], renamed: [], starters: [], checks: [] },
  questions: { renamed: [] },
  topics: { added: [], renamed: [], harder: [] },
  lost: [],
}

it('finds nothing where nothing changed', () => {
  expect(compare(makeCourse(temporaryFolder('release')))).toEqual(NOTHING)
})

it('finds lessons, starters and checks that changed', () => {
  const checks = `checks/${ROOM}/add.check.ts`
  const starter = `exercises/${ROOM}/total.ts`
  const after = changed((lesson) => lesson.replace('Two numbers make one.', 'Two make one.'), {
    [checks]: read(checks).replace('adds a negative number', 'adds what is negative'),
    [starter]: `${read(starter)}// more\n`,
  })
  expect(compare(after)).toEqual({
    ...NOTHING,
    days: { ...NOTHING.days, changed: [1] },
    exercises: { ...NOTHING.exercises, starters: ['1/total'], checks: ['1/add'] },
  })
})

const RENAME = (lesson: string) => lesson.replace('  - id: total\n', '  - id: sum\n').replace('[total]', '[sum]')
const RENAMED = {
  [`exercises/${ROOM}/sum.ts`]: read(`exercises/${ROOM}/total.ts`),
  [`checks/${ROOM}/sum.check.ts`]: read(`checks/${ROOM}/total.check.ts`).replaceAll('/total.ts', '/sum.ts'),
}

it('follows aliases, and says what is lost without them', () => {
  const followed = changed((lesson) => RENAME(lesson).replace('[sum-of-list]', '[sum-of-list, total]'), RENAMED)
  expect(compare(followed)).toMatchObject({
    exercises: { added: [], renamed: [{ from: '1/total', to: '1/sum' }], starters: [], checks: [] },
    topics: NOTHING.topics,
    lost: [],
  })
  const { exercises, topics, lost } = compare(changed(RENAME, RENAMED))
  expect(exercises.added).toEqual(['1/sum'])
  expect(topics.harder).toEqual([{ id: 'totals', more: ['sum'] }])
  expect(lost).toMatchObject([
    { what: 'exercise', name: '1/total', mend: `if it is 1/sum now, add total to its \`aliases\` in ${LESSON}` },
  ])
})

it('finds topics that ask for more, and questions and topics that are gone', () => {
  const quiz = `lessons/${ROOM}/quiz.yaml`
  const after = changed(
    (lesson) => lesson.replace("[add, 'quiz:plus", "[add, total, 'quiz:plus").replace('id: words', 'id: names'),
    {
      [quiz]: read(quiz).replace('id: typed-sum', 'id: typed-total'),
    },
  )
  const { topics, lost } = compare(after)
  expect(topics).toEqual({ added: ['names'], renamed: [], harder: [{ id: 'sums', more: ['total'] }] })
  expect(lost.map(({ what, name }) => `${what} ${name}`)).toEqual(['question 1/quiz:typed-sum', 'topic words'])
})

it('is asked for with `author diff`, and ends with 1 where something is lost', async () => {
  const after = changed(RENAME, RENAMED)
  const env = { COURSE_COURSE: after }
  const worse = await runCourse(['author', 'diff', TINY_COURSE], { env })
  expect(worse.code).toBe(1)
  expect(worse.stdout).toMatch(/would lose\n {2}exercise 1\/total: no exercise/)
  const same = await runCourse(['author', 'diff', after, after])
  expect([same.code, same.stdout]).toEqual([0, 'Nobody loses anything.\n'])
  const none = await runCourse(['author', 'diff'])
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('the course as it was')])
})
