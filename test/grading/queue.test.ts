/** `course grade --queue`: on the stand-in, or on the Redis that COURSE_REDIS=server asks for. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Queue } from 'bullmq'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadCourse } from '../../src/engine/course/load.ts'
import { fencingHere } from '../../src/engine/grading/fence.ts'
import { connectTo, PREFIX, queueNameOf } from '../../src/engine/grading/queue.ts'
import { judgingByQueue } from '../../src/engine/grading/queue-judging.ts'
import { redis } from '../../src/services/redis/service.ts'
import type { RunningService } from '../../src/services/service.ts'
import { TINY_COURSE } from '../fixtures/build.ts'
import { courseEnv, linkedCourse, runCourse } from '../fixtures/cli.ts'
import { type JsonGrades, makeClass, RIGHT, statuses, WRONG } from './class.ts'

const packageRoot = join(import.meta.dirname, '../..')
const FENCED = fencingHere().by === 'namespaces' ? [] : ['--unfenced']

let service: RunningService
const workers: ChildProcess[] = []

beforeAll(async () => {
  service = await redis.start({ env: process.env, packageRoot })
}, 60_000)

afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL')
  await service?.stop()
})

function startWorker(): ChildProcess & { said: string } {
  const args = [linkedCourse(), 'grade', 'worker', '--queue', service.url, '--workers', '2', ...FENCED]
  const child = Object.assign(
    spawn(process.execPath, args, { env: courseEnv(), stdio: ['ignore', 'pipe', 'inherit'] }),
    {
      said: '',
    },
  )
  child.stdout?.on('data', (text: Buffer) => {
    child.said += text.toString('utf8')
  })
  workers.push(child)
  return child
}

/** Each a little different, so that all are judged; every third is wrong. */
const LEARNERS = Object.fromEntries(
  Array.from({ length: 24 }, (_, index) => [
    `learner-${String(index).padStart(2, '0')}`,
    `// ${index}\n${index % 3 === 2 ? WRONG : RIGHT}`,
  ]),
)

const EXPECTED = Object.fromEntries(
  Object.keys(LEARNERS).map((name, index) => [name, index % 3 === 2 ? 'failed' : 'passed']),
)

async function grade(folder: string): Promise<JsonGrades> {
  const { stdout, stderr } = await runCourse(['grade', folder, '--only', 'add', '--queue', service.url, '--json'])
  return JSON.parse(stdout || JSON.stringify({ stderr }))
}

describe('workers on a queue', () => {
  it('lose and double nothing when they are killed', { timeout: 200_000 }, async () => {
    const folder = makeClass(LEARNERS)
    const steady = startWorker()
    const grading = grade(folder)
    // Others come and are killed, in the middle of whatever they do.
    let isOver = false
    const killing = (async () => {
      while (!isOver) {
        const worker = startWorker()
        await sleep(2500)
        worker.kill('SIGKILL')
      }
    })()
    const grades = await grading
    isOver = true
    await killing
    expect(statuses(grades)).toEqual(EXPECTED)
    expect(grades.fencing).toEqual({ by: 'workers' })

    const connection = connectTo(service.url)
    const queue = new Queue(queueNameOf({ course: loadCourse(TINY_COURSE), packageRoot }), {
      connection,
      prefix: PREFIX,
    })
    const counts = await queue.getJobCounts('completed', 'failed', 'wait', 'active', 'delayed')
    expect(counts).toEqual({ completed: 24, failed: 0, wait: 0, active: 0, delayed: 0 })
    await queue.close()
    connection.disconnect()

    // What is done is not done again, by whomever it is handed in.
    steady.kill('SIGKILL')
    const again = await grade(folder)
    expect(again.submissions).toEqual(grades.submissions)
  })

  it('give back what is under way when they are told to end', { timeout: 120_000 }, async () => {
    const folder = makeClass({
      anna: `// slow to load\nawait new Promise((resolve) => setTimeout(resolve, 1500))\n${RIGHT}`,
    })
    const first = startWorker()
    const grading = grade(folder)
    await expect.poll(() => first.said, { timeout: 60_000 }).toContain('Judging 2 at a time')
    await sleep(1000)
    first.kill('SIGINT')
    await new Promise((resolve) => first.once('exit', resolve))
    startWorker()
    expect(statuses(await grading)).toEqual({ anna: 'passed' })
  })

  it('give up what none of them can judge, with the reason', { timeout: 120_000 }, async () => {
    startWorker()
    const signal = new AbortController().signal
    const request = {
      course: loadCourse(TINY_COURSE),
      packageRoot,
      url: service.url,
      signal,
      onNobody: () => undefined,
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
