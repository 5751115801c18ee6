/** `course grade --queue`: on the stand-in, or on the Redis that COURSE_REDIS=server asks for. */
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { loadCourse } from '../../src/engine/course/load.ts'
import { judgingByQueue } from '../../src/engine/grading/queue-judging.ts'
import { redis } from '../../src/services/redis/service.ts'
import type { RunningService } from '../../src/services/service.ts'
import { TINY_COURSE } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { makeClass, RIGHT, statuses } from './class.ts'
import { FENCED } from './fenced.ts'
import { countsOf, gradeBy, killWorkers, startWorker } from './workers.ts'

const packageRoot = join(import.meta.dirname, '../..')

let service: RunningService

beforeAll(async () => {
  service = await redis.start({ env: process.env, packageRoot })
}, 60_000)

afterEach(killWorkers)

afterAll(async () => {
  await service?.stop()
})

describe('workers on a queue', () => {
  it('judge what is handed in, and what is done is not done again', { timeout: 240_000 }, async () => {
    const args = [makeClass({ anna: RIGHT }), '--only', 'add']
    const { child, said } = startWorker(service.url)
    const grades = await gradeBy(service.url, args)
    expect([statuses(grades), grades.fencing]).toEqual([{ anna: 'passed' }, { by: 'workers' }])
    await expect.poll(said).toMatch(/^Judging 2 at a time .*\n[0-9a-f]{12} {2}1 grade\n$/)
    // By whomever it is handed in, and when nobody is there to judge.
    child.kill('SIGKILL')
    expect((await gradeBy(service.url, args)).submissions).toEqual(grades.submissions)
  })

  it('give back what is under way when they are told to end', { timeout: 240_000 }, async () => {
    // Long enough to be met at it, and too short to be ended for it.
    const slow = `await new Promise((resolve) => setTimeout(resolve, 2000))\n${RIGHT}`
    const first = startWorker(service.url)
    const grading = gradeBy(service.url, [makeClass({ anna: slow }), '--only', 'add'])
    const active = async () => (await countsOf(service.url, TINY_COURSE)).counts['active']
    await expect.poll(active, { timeout: 60_000 }).toBe(1)
    first.child.kill('SIGINT')
    await once(first.child, 'exit')
    expect(await active()).toBe(0)
    startWorker(service.url)
    expect(statuses(await grading)).toEqual({ anna: 'passed' })
  })

  it('give up what none of them can judge, with the reason', { timeout: 240_000 }, async () => {
    startWorker(service.url)
    const request = {
      course: loadCourse(TINY_COURSE),
      packageRoot,
      url: service.url,
      signal: new AbortController().signal,
      onNobody: () => undefined,
      onWarning: () => undefined,
    }
    const judging = await judgingByQueue(request)
    const taken = { files: [], leftOut: [], digest: 'of-nothing' }
    const outcome = judging.judge(taken, ['9/nothing'], () => undefined).catch(String)
    expect(await outcome).toBe('Error: It was given up: There is no day 9.')
    await judging.close()
  })

  it('and whoever hands in say when there is no Redis', { timeout: 120_000 }, async () => {
    const folder = makeClass({ anna: RIGHT })
    const url = 'redis://anna:secret@127.0.0.1:1'
    for (const args of [[folder], ['worker', ...FENCED]]) {
      const { code, stdout, stderr } = await runCourse(['grade', ...args, '--queue', url])
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/^Redis cannot be reached at redis:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/)
    }
  })
})
