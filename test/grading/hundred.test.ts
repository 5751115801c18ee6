/**
 * A hundred workbooks, ten of which do harm, as one instructor grades them and as workers of a queue do that are killed.
 * COURSE_TEST_DAYS="1 2 7" takes all exercises of these days that are a file, and all of them in each workbook.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findExercise } from '../../src/engine/course/find.ts'
import { loadCourse } from '../../src/engine/course/load.ts'
import { refOf } from '../../src/engine/course/model.ts'
import { digestOf } from '../../src/engine/workbook/digest.ts'
import { freePort } from '../../src/free-port.ts'
import { redis } from '../../src/services/redis/service.ts'
import { temporaryFolder } from '../fixtures/build.ts'
import { complaints, type JsonGrades } from './class.ts'
import { isFenced } from './fenced.ts'
import { checkAlone, essence, type Graded, keyOf } from './hundred/alone.ts'
import { answersTo } from './hundred/answers.ts'
import { type Drawn, drawClass, layOutClass, NOTES } from './hundred/draw.ts'
import { hostileAnswers } from './hundred/hostile.ts'
import { medianBetween, runWatched } from './hundred/watched.ts'
import { type Listener, sleepers, startListener } from './reached.ts'
import { expectEachOnce, gradeBy, killUntil, killWorkers, startWorker } from './workers.ts'

const placeOf = (exercise: string) => (EXERCISES as readonly string[]).indexOf(exercise)

const root = join(import.meta.dirname, '../..')
const course = loadCourse(root)
const DAYS = process.env['COURSE_TEST_DAYS']?.split(' ').map(Number)
const FEW = ['1/private-counter', '1/flatten-deep', '7/compose']
/** In the order of the course. */
const EXERCISES = course.days.flatMap((day) =>
  day.exercises
    .filter(({ file }) => file.endsWith('.ts'))
    .map((exercise) => refOf(day, exercise))
    .filter((ref) => (DAYS ? DAYS.includes(day.day) : FEW.includes(ref))),
)
/** Whoever does harm hands in a right answer to it. */
const FIRST = '1/flatten-deep'
const SEED = 20_261_130
const MINUTES = 60_000
/** Of a hundred. A leak of half a megabyte for each would be more. */
const FLAT_MB = 25

const fileOf = (ref: string) => {
  const { day, exercise } = findExercise(course, ref)
  return join(day.room, exercise.file)
}
const inTmp = (folder: string) => readdirSync(folder).filter((name) => name !== 'node-compile-cache')

describe.skipIf(!isFenced)('a hundred workbooks, ten of which do harm', () => {
  const mark = `4${String(process.pid).padStart(8, '0')}`
  let listener: Listener
  let closed: number
  let outside: string
  let classFolder: string
  let tmp: string
  let drawn: Drawn[]
  let alone: Map<string, Graded>
  /** Of all that nobody may change. */
  let before: string[]

  const env = () => ({ COURSE_COURSE: root, TMPDIR: tmp })
  const guarded = () =>
    [classFolder, outside, ...['checks', 'exercises', 'solutions'].map((room) => join(root, room))].map(digestOf)
  const only = EXERCISES.flatMap((exercise) => ['--only', exercise])

  beforeAll(async () => {
    listener = await startListener()
    const { port } = listener
    closed = await freePort()
    ;[outside, tmp] = [temporaryFolder('outside'), temporaryFolder('tmp')]
    classFolder = join(temporaryFolder('hundred'), 'class')
    const answers = EXERCISES.flatMap((exercise) => answersTo(course, exercise))
    const solution = answers.find(({ exercise, name }) => exercise === FIRST && name === 'solution')?.text ?? ''
    const targets = { classFolder, neighbour: join('learner-000', NOTES), outside, port, freePort: closed, mark }
    const hostile = hostileAnswers(FIRST, solution, targets)
    drawn = drawClass({ seed: SEED, workbooks: 100, each: DAYS ? EXERCISES.length : 2, answers, hostile })
    const begun = drawn.flatMap((each) => each.answers).filter(({ name }) => name !== 'starter')
    alone = await checkAlone(begun, fileOf, env())
    // With nobody to keep them in, they did what they are there for.
    expect(listener.calls()).toBeGreaterThan(0)
    expect(readdirSync(outside)).not.toEqual([])
    expect(inTmp(tmp).some((name) => name.startsWith(`filler-${mark}`))).toBe(true)
    listener.forget()
    for (const folder of [outside, tmp]) {
      rmSync(folder, { recursive: true })
      mkdirSync(folder)
    }
    layOutClass(classFolder, drawn, fileOf)
    before = guarded()
  }, 30 * MINUTES)

  afterAll(() => {
    killWorkers()
    listener?.close()
  })

  /** Of each workbook what came of its answers, as `check` says it of each alone, and as the course knows it. */
  function expectTheSame({ submissions }: JsonGrades) {
    const found = submissions.map(({ submission, exercises, problem }) => ({
      submission,
      problem,
      grades: exercises.map(essence).filter(({ status }) => status !== 'not-begun'),
    }))
    const expected = drawn.map(({ name, answers }) => ({
      submission: name,
      problem: undefined,
      grades: answers
        .flatMap((answer) => alone.get(keyOf(answer)) ?? [])
        .map(essence)
        .sort((a, b) => placeOf(a.exercise) - placeOf(b.exercise)),
    }))
    expect(found).toEqual(expected)
  }

  function expectNothingLeft() {
    expect(listener.calls()).toBe(0)
    expect(guarded()).toEqual(before)
    expect(inTmp(tmp)).toEqual([])
    expect(readdirSync(tmpdir()).filter((name) => name.includes(mark))).toEqual([])
  }

  it('are a tenth hostile, and each comes to the end that the course knows', () => {
    const names = drawn.flatMap(({ answers }) => answers.map(({ name }) => name.split(' ')[0]))
    expect(drawn).toHaveLength(100)
    expect(drawn.filter(({ answers }) => answers.some(({ name }) => name.startsWith('hostile')))).toHaveLength(10)
    expect(new Set(names)).toEqual(new Set(['starter', 'solution', 'mistake', 'alternative', 'hostile']))
    for (const answer of drawn.flatMap(({ answers }) => answers)) {
      const verdict = alone.get(keyOf(answer))
      if (!answer.end || !verdict) continue
      const failing = (verdict.checks ?? []).flatMap(({ title, status }) => (status === 'failed' ? [title] : []))
      expect([answer.name, verdict.status, failing.sort()]).toEqual([
        answer.name,
        answer.end.status,
        [...answer.end.failing].sort(),
      ])
    }
  })

  it('are judged two at a time as each is alone, and leave nothing behind', { timeout: 30 * MINUTES }, async () => {
    const args = ['grade', classFolder, ...only, '--workers', '2', '--disk', '64', '--json']
    const { code, stdout, stderr, memory } = await runWatched(args, env())
    expect([code, complaints(stderr)]).toEqual([0, ''])
    expectTheSame(JSON.parse(stdout))
    expectNothingLeft()
    expect(sleepers(mark)).toEqual([])
    await expect(
      new Promise((resolve, reject) => connect(closed, '127.0.0.1', () => resolve('open')).on('error', reject)),
    ).rejects.toThrow('ECONNREFUSED')
    const [early, late] = [medianBetween(memory, 0.2, 0.4), medianBetween(memory, 0.8, 1)]
    expect(late - early, `${early} MB, then ${late} MB`).toBeLessThan(FLAT_MB)
  })

  it('lose and double nothing by a queue whose workers are killed', { timeout: 30 * MINUTES }, async () => {
    const service = await redis.start({ env: process.env, packageRoot: root })
    try {
      const args = ['--workers', '1', '--disk', '64']
      const start = () => startWorker(service.url, { args, env: env() })
      start()
      const grading = gradeBy(service.url, [classFolder, ...only], env())
      const killed = await killUntil(grading, start, 3000)
      const grades = await grading
      expectTheSame(grades)
      expect(killed).toBeGreaterThan(3)
      const jobs = new Set(grades.submissions.map(({ digest }) => digest)).size
      await expectEachOnce(service.url, root, jobs)
    } finally {
      killWorkers()
      await service.stop()
    }
    // The last that was killed has left a folder, which the next one removes; the leash takes a moment.
    await expect.poll(() => sleepers(mark)).toEqual([])
    const { code } = await runWatched(['grade', join(classFolder, 'learner-000'), '--only', FIRST], env())
    expect(code).toBe(0)
    expectNothingLeft()
  })
})
