import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { expect, timeLimit } from 'backend-workbook/check'
import { createPool, type Pool } from '../../exercises/03-node-architecture/worker-pool.ts'

/** What `outcome` gives for a promise that stays pending. */
export const PENDING = 'not settled'

const PATIENCE_MS = 750

/** See workers/tasks.mjs for what a task may say. */
export type Task = { do: string; [detail: string]: unknown }

export interface PoolBench {
  pool: Pool<Task, unknown>
  /** How many threads the pool has started, and how many of them have ended. */
  threads: () => { started: number; ended: number }
}

/** Runs `body` with a pool whose threads are counted, and ends them all afterwards, whatever the pool does. */
export async function withPool(
  size: number,
  body: (bench: PoolBench) => Promise<void>,
  script = 'tasks.mjs',
): Promise<void> {
  let started = 0
  const alive = new Set<Worker>()
  const seen = (thread: Worker) => {
    started += 1
    alive.add(thread)
    thread.once('exit', () => alive.delete(thread))
  }
  process.on('worker', seen)
  try {
    const pool = createPool<Task, unknown>(new URL(`./workers/${script}`, import.meta.url), size)
    await body({ pool, threads: () => ({ started, ended: started - alive.size }) })
  } finally {
    await Promise.all([...alive].map((thread) => thread.terminate()))
    // A pool that puts a new thread in the place of each is heard here, and not by the check that comes next.
    await nextTurn()
    process.off('worker', seen)
  }
}

/** A shared Int32Array of two numbers, both 0, for tasks that wait. */
export function sharedPair(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(8))
}

/** Lets all tasks go on that wait at the gate. */
export function open(gate: Int32Array): void {
  Atomics.store(gate, 1, 1)
  Atomics.notify(gate, 1)
}

/** Settles when `count` tasks wait at the gate. */
export async function waitingAt(gate: Int32Array, count: number): Promise<void> {
  await expect
    .poll(() => Atomics.load(gate, 0), { message: 'tasks that have started', interval: 2, timeout: PATIENCE_MS })
    .toBeGreaterThanOrEqual(count)
}

/** What became of a promise, as a value: `{ result }`, `{ error }` with its message, or PENDING. */
export async function outcome(promise: Promise<unknown>): Promise<unknown> {
  const late = new Promise((resolve) => {
    timeLimit(PATIENCE_MS).addEventListener('abort', () => resolve(PENDING))
  })
  const settled = promise.then(
    (result) => ({ result }),
    (error: unknown) => ({ error: error instanceof Error ? error.message : error }),
  )
  return Promise.race([settled, late])
}
