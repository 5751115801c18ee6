/** Workers of a queue for tests, and how they are killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { Queue } from 'bullmq'
import { expect } from 'vitest'
import { loadCourse } from '../../src/engine/course/load.ts'
import { openConnection } from '../../src/engine/grading/connection.ts'
import { PREFIX, queueNameOf } from '../../src/engine/grading/queue.ts'
import { courseEnv, linkedCourse, type RunOptions, runCourse } from '../fixtures/cli.ts'
import { hear } from '../fixtures/heard.ts'
import type { JsonGrades } from './class.ts'
import { FENCED } from './fenced.ts'

const packageRoot = join(import.meta.dirname, '../..')

export interface TestWorker {
  child: ChildProcess
  /** On stdout so far. */
  said: () => string
  /** On stderr. */
  complained: () => string
}

const running: ChildProcess[] = []

export function killWorkers(): void {
  for (const child of running.splice(0)) child.kill('SIGKILL')
}

export function startWorker(url: string, options: { args?: string[]; env?: RunOptions['env'] } = {}): TestWorker {
  const args = [linkedCourse(), 'grade', 'worker', '--queue', url, ...(options.args ?? ['--workers', '2']), ...FENCED]
  const child = spawn(process.execPath, args, { env: courseEnv(options.env), stdio: ['ignore', 'pipe', 'pipe'] })
  running.push(child)
  const heard = hear(child)
  return { child, said: () => heard.stdout, complained: () => heard.stderr }
}

/**
 * Starts one worker after another until the work is over, and kills each in the middle of whatever it does: so long after
 * it was ready. A machine that is busy with something else gives it the time that it takes to begin.
 * @returns how many were killed
 */
export async function killUntil(over: Promise<unknown>, start: () => TestWorker, afterMs: number): Promise<number> {
  const end = over.then(
    () => 'over' as const,
    () => 'over' as const,
  )
  for (let killed = 0; ; killed += 1) {
    const { child, said } = start()
    const exit = once(child, 'exit')
    const first = await Promise.race([ready(child, said, afterMs), end, exit])
    child.kill('SIGKILL')
    await exit
    if (first === 'over') return killed
  }
}

function ready(child: ChildProcess, said: () => string, afterMs: number): Promise<'ready'> {
  return new Promise((resolve) => {
    const look = () => {
      if (!said().includes('Judging')) return
      child.stdout?.off('data', look)
      setTimeout(() => resolve('ready'), afterMs)
    }
    child.stdout?.on('data', look)
    look()
  })
}

/** `course grade` by a queue; what it said beside that is in `complaint` where there is no result. */
export async function gradeBy(url: string, args: string[], env?: RunOptions['env']): Promise<JsonGrades> {
  const { stdout, stderr } = await runCourse(['grade', ...args, '--queue', url, '--json'], {
    ...(env && { env }),
    timeout: 900_000,
  })
  return JSON.parse(stdout || JSON.stringify({ complaint: stderr }))
}

/** What the queue of a course counts. */
export async function countsOf(url: string, courseRoot: string) {
  const { signal } = new AbortController()
  const connection = await openConnection({ url, signal, onWarning: () => undefined })
  const name = queueNameOf({ course: loadCourse(courseRoot), packageRoot })
  const queue = new Queue(name, { connection, prefix: PREFIX })
  try {
    const counts = await queue.getJobCounts('completed', 'failed', 'wait', 'active', 'delayed')
    /** Of each job how often its end was told. */
    const events = await connection.xrange(`${PREFIX}:${name}:events`, '-', '+')
    const completed = events.flatMap(([, fields]) =>
      valueIn(fields, 'event') === 'completed' ? [valueIn(fields, 'jobId')] : [],
    )
    return { counts, completed }
  } finally {
    await queue.close()
    connection.disconnect()
  }
}

/** That the queue has done so many jobs, each once, and holds nothing else. */
export async function expectEachOnce(url: string, courseRoot: string, jobs: number): Promise<void> {
  const { counts, completed } = await countsOf(url, courseRoot)
  expect(counts).toEqual({ completed: jobs, failed: 0, wait: 0, active: 0, delayed: 0 })
  expect([completed.length, new Set(completed).size]).toEqual([jobs, jobs])
}

function valueIn(fields: string[], name: string): string | undefined {
  return fields[fields.indexOf(name) + 1]
}
