export interface Pool<Task, Result> {
  /** Has a thread work on the task, at once or when one is free. */
  run: (task: Task) => Promise<Result>
  /** Takes no more tasks, finishes those it has, ends every thread, and settles when the last has ended. */
  close: () => Promise<void>
}

/** What the pool posts to a thread. */
export interface Order<Task> {
  id: number
  task: Task
}

/** What a thread posts back, once for each order. */
export type Answer<Result> = { id: number; result: Result } | { id: number; error: Error }

/**
 * A pool of at most `size` threads (`Worker` of node:worker_threads) that all run the same script.
 *
 * - A thread has one task at a time, and goes on to the next when it has answered. Tasks start in the order of `run`.
 * - `run` settles as its own task does: with the `result`, or rejected with the `error` that the thread sent.
 * - A thread may end in the middle of a task: it throws (`error`, then `exit`) or calls process.exit (`exit` alone).
 *   Then that task is rejected, with what was thrown if anything was, and no other. A new thread takes the place of the
 *   lost one when there is a task for it; the lost task is not tried again.
 * - A task that cannot be sent (`postMessage` throws for functions, for example) is rejected, and the thread goes on.
 * - After `close()`, `run` rejects.
 *
 * @example
 * const pool = createPool<number, number>(new URL('./square.mjs', import.meta.url), 2)
 * await Promise.all([pool.run(3), pool.run(4), pool.run(5)]) // [9, 16, 25], computed by two threads
 * await pool.close()
 */
export function createPool<Task, Result>(_script: URL, _size: number): Pool<Task, Result> {
  return {
    run: async () => undefined as Result,
    close: async () => {},
  }
}
