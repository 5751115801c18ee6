/**
 * The reference solutions, two at a time, beside eight busy processes on the machine's processors: none fails, and nearly all
 * are told to pass.
 */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadCourse } from '../../src/engine/course/load.ts'
import { refOf } from '../../src/engine/course/model.ts'
import { type Judge, openJudge } from '../../src/engine/judge/judge.ts'
import { openServicePool } from '../../src/engine/judge/service-pool.ts'
import { keepBusy } from './load.ts'

const BUSY = 8
const LOOKS = 2
/** Others may use the machine as well, and then even many looks show nothing. Of so many, one may stay without a verdict. */
const ONE_OF = 20

const packageRoot = join(import.meta.dirname, '../..')
const course = loadCourse(packageRoot)
/** Projects take longest: one that begins last would be judged alone for minutes. */
const exercises = course.days
  .flatMap((day) => day.exercises.map((exercise) => ({ day, exercise })))
  .sort((one, other) => Number(other.exercise.project !== undefined) - Number(one.exercise.project !== undefined))

const untold: string[] = []
const services = openServicePool({ packageRoot, env: process.env })
/** A judge judges one thing at a time. */
const free: Judge[] = []
let stop: () => Promise<void>
beforeAll(() => {
  stop = keepBusy(BUSY)
})
afterAll(async () => {
  await stop()
  await Promise.all(free.map((judge) => judge.close()))
  await services.close()
})

it.concurrent.each(exercises.map((each) => ({ ref: refOf(each.day, each.exercise), ...each })))(
  'the solution of $ref passes',
  { timeout: 500_000 },
  async ({ ref, day, exercise }) => {
    const judge = free.pop() ?? openJudge({ packageRoot, env: process.env, services })
    const judgeIt = () => judge.judge({ course, day, exercise, target: { kind: 'solution' } })
    let verdict = await judgeIt()
    // Others than these eight may have been busy as well: then there is no verdict yet.
    for (let time = 1; time < LOOKS && verdict.status === 'inconclusive'; time += 1) verdict = await judgeIt()
    free.push(judge)
    const { status, checks, ...rest } = verdict
    const of = (isOurs: (status: string) => boolean) => checks.filter((check) => isOurs(check.status))
    if (status === 'inconclusive') {
      untold.push(ref)
      expect(of((its) => its === 'failed')).toEqual([])
      return
    }
    expect({ status, notPassed: of((its) => its !== 'passed'), ...rest }).toMatchObject({
      status: 'passed',
      notPassed: [],
    })
  },
)

it('hardly any stays without a verdict', () => {
  expect(untold.slice(Math.floor(exercises.length / ONE_OF))).toEqual([])
})
