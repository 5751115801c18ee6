/** A learner's files under earlier names: found, followed and taken along, and never moved. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { planImport } from '../../src/engine/archive/plan.ts'
import { findDay, findExercise } from '../../src/engine/course/find.ts'
import { loadCourse } from '../../src/engine/course/load.ts'
import type { Course } from '../../src/engine/course/model.ts'
import { takeSubmission } from '../../src/engine/grading/take.ts'
import { checkCourse, rememberCourse } from '../../src/engine/workbook/course-of.ts'
import { ensureDay } from '../../src/engine/workbook/ensure-day.ts'
import { isUntouched, resetExercise } from '../../src/engine/workbook/reset.ts'
import { keepScratch, openScratch } from '../../src/engine/workbook/scratch.ts'
import { exerciseFile, type Workbook } from '../../src/engine/workbook/workbook.ts'
import { copyFixture, TINY_COURSE, temporaryFolder } from '../fixtures/build.ts'
import { change, newerCourse } from './courses.ts'

const NOW = new Date('2026-03-20T12:00:00.000Z')
let workbook: Workbook
let newer: Course

beforeEach(() => {
  workbook = { root: temporaryFolder('files') }
  const course = loadCourse(TINY_COURSE)
  for (const day of course.days) ensureDay(workbook, course, day)
  newer = loadCourse(newerCourse())
})

const put = (path: string, text: string) => {
  mkdirSync(dirname(join(workbook.root, path)), { recursive: true })
  writeFileSync(join(workbook.root, path), text)
}
const read = (path: string) => readFileSync(join(workbook.root, path), 'utf8')
const found = (ref: string, course = newer) => findExercise(course, ref)
const at = (ref: string) => {
  const { day, exercise } = found(ref)
  return exerciseFile(workbook, day, exercise).slice(workbook.root.length + 1)
}

it('lie where they were, in a day of another number and in another day', () => {
  expect(['2/plus', '3/sum-up', '3/ping', '1/count'].map(at)).toEqual([
    '01-adding/add.ts',
    '01-adding/total.ts',
    '02-serving/ping.ts',
    '01-counting/count.ts',
  ])
  put('02-sums/plus.ts', '// newer\n')
  expect(at('2/plus')).toBe('02-sums/plus.ts')
})

it('follow the course while nobody has touched them, and no second one is put beside them', () => {
  change(newer.root, 'exercises/03-serving/sum-up.ts', (text) => `${text}// more\n`)
  put('01-adding/add.ts', '// mine\n')
  for (const day of newer.days) ensureDay(workbook, newer, day)
  expect(read('01-adding/total.ts')).toMatch(/\/\/ more\n$/)
  expect(read('01-adding/add.ts')).toBe('// mine\n')
  expect(['02-sums', '03-serving'].filter((room) => existsSync(join(workbook.root, room)))).toEqual([])
  const { day, exercise } = found('3/sum-up')
  expect(isUntouched(workbook, newer, day, exercise)).toBe(true)
})

it('are a folder where the exercise is one, and a deleted file stays deleted', () => {
  const [old, now] = [copyFixture('project-course'), copyFixture('project-course')]
  const [first] = loadCourse(old).days
  const project = first?.exercises.find(({ file }) => file.endsWith('/'))
  if (!first || !project) throw new Error('no project')
  ensureDay(workbook, loadCourse(old), first)
  const renamed = `0${first.day}-other`
  for (const room of ['lessons', 'exercises', 'checks', 'solutions']) {
    renameSync(join(now, room, first.room), join(now, room, renamed))
  }
  renameSync(join(now, 'exercises', renamed, project.id), join(now, 'exercises', renamed, 'other'))
  renameSync(join(now, 'checks', renamed, `${project.id}.check.ts`), join(now, 'checks', renamed, 'other.check.ts'))
  change(now, `lessons/${renamed}/lesson.md`, (text) =>
    text
      .replace(/^day: \d+\n/m, `$&aliases: [${first.room}]\n`)
      .replace(`- id: ${project.id}\n`, `- id: other\n    aliases: [${project.id}]\n`),
  )
  const course = loadCourse(now)
  expect(course.broken).toEqual([])
  const { day, exercise } = found('other', course)
  const folder = `${first.room}/${project.id}`
  expect(exerciseFile(workbook, day, exercise)).toBe(join(workbook.root, folder))
  expect(isUntouched(workbook, course, day, exercise)).toBe(true)
  expect(ensureDay(workbook, course, day)).toEqual({ added: [], restored: [], refreshed: [] })
  rmSync(join(workbook.root, folder, 'src/app.ts'))
  expect(ensureDay(workbook, course, day)).toEqual({ added: [], restored: [], refreshed: [] })
  put(`${folder}/src/own.ts`, '// mine\n')
  const { status, ...rest } = resetExercise(workbook, course, day, exercise, NOW)
  expect([status, 'kept' in rest && existsSync(join(rest.kept, 'src/own.ts'))]).toEqual(['reset', true])
  expect(existsSync(join(workbook.root, first.room, 'other/src'))).toBe(true)
})

it('are found again where they are written once more', () => {
  const { day, exercise } = findExercise(loadCourse(TINY_COURSE), '1/add')
  const begun = openScratch(workbook, loadCourse(TINY_COURSE), day, exercise)
  writeFileSync(begun.file, '// again\n')
  const today = found('2/plus')
  expect(openScratch(workbook, newer, today.day, today.exercise)).toEqual({ file: begun.file, state: 'begun' })
  const kept = keepScratch(workbook, today.day, today.exercise, NOW)
  expect(kept.replaceAll('\\', '/')).toMatch(/\.course\/kept\/[^/]+\/review\/01-adding\/add\.ts$/)
})

it('that were handed in under earlier names are graded', () => {
  put('01-adding/add.ts', '// mine\n')
  put('.course/course.json', JSON.stringify({ title: newer.title }))
  const submission = { path: workbook.root, kind: 'folder' as const, name: 'ada' }
  const taken = (query: string) =>
    takeSubmission(submission, newer, [findDay(newer, query)]).files.map(({ path }) => path)
  expect(taken('2')).toEqual(['01-adding/add.ts', '01-adding/total.ts'])
  expect(taken('3')).toEqual(['01-adding/add.ts', '01-adding/total.ts', '02-serving/ping.ts'])
  expect(taken('1')).toEqual([])
})

it('of an archive under newer names come to where the older ones are', () => {
  put('01-adding/add.ts', '// mine\n')
  const files = [
    ['02-sums/plus.ts', '// theirs\n'],
    ['02-sums/own/notes.md', 'theirs\n'],
    ['03-serving/ping.ts', '// theirs\n'],
    ['.course/starters/03-serving/ping.ts', read('.course/starters/02-serving/ping.ts')],
    ['elsewhere/a.md', 'theirs\n'],
  ].map(([path = '', text = '']) => ({ path, content: Buffer.from(text) }))
  const { steps } = planImport(workbook, newer, files, { name: 'now', theirs: false })
  expect(steps.map(({ what, path }) => `${what} ${path}`)).toEqual([
    'aside 01-adding/add.ts',
    'added 01-adding/own/notes.md',
    'replaced 02-serving/ping.ts',
    'added elsewhere/a.md',
  ])
})

it('of an archive that has both stay apart', () => {
  const here = { root: temporaryFolder('empty') }
  const files = ['02-sums/plus.ts', '01-adding/add.ts', '01-adding/mine.md'].map((path) => ({
    path,
    content: Buffer.from(path),
  }))
  const { steps } = planImport(here, newer, files, { name: 'now', theirs: false })
  expect(steps.map(({ path, content }) => [path, String(content)])).toEqual([
    ['02-sums/plus.ts', '02-sums/plus.ts'],
    ['01-adding/add.ts', '01-adding/add.ts'],
    ['02-sums/mine.md', '01-adding/mine.md'],
  ])
})

it('belong to the same course, though it has another title and its days other names', () => {
  rememberCourse(workbook.root, { title: 'An older title' })
  expect(() => checkCourse(workbook.root, newer)).not.toThrow()
  const strange = { ...newer, days: newer.days.map(({ aliases: _, ...day }) => day) }
  expect(() => checkCourse(workbook.root, strange)).toThrow(/another course/)
})

it('are found by what they were called', () => {
  const refs = ['01-adding/total', '1/add', 'sum-of-list', 'total', '02-sums/total', '2/add', 'adding/plus'].map(
    (query) => {
      const { day, exercise } = found(query)
      return `${day.day}/${exercise.id}`
    },
  )
  expect(refs).toEqual(['3/sum-up', '2/plus', '3/sum-up', '3/sum-up', '3/sum-up', '2/plus', '2/plus'])
  expect(['adding', '01-adding', 'adding-two', '1'].map((query) => findDay(newer, query).room)).toEqual([
    '02-sums',
    '02-sums',
    '02-sums',
    '01-counting',
  ])
  expect(() => found('1/none')).toThrow('Day 1 has no exercise "none"')
})
