/* mistake
wrong: It starts a new thread for every task and ends it afterwards.
why: It is the shortest code, and with tasks of seconds nobody notices. A thread costs a V8 isolate, some 15 to 40 ms and several MB, for each task anew.
fails:
  - uses its threads again instead of starting one for each task
  - rejects a task with its own error and keeps the thread
  - replaces a thread that was lost
*/
import { Worker } from 'node:worker_threads'

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

interface Job<Task, Result> {
  order: Order<Task>
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

/**
 * A pool of at most `size` threads that run `script`, each with one task at a time. Threads start when tasks need them.
 * A thread that ends takes only its own task with it.
 */
export function createPool<Task, Result>(script: URL, size: number): Pool<Task, Result> {
  const queue: Job<Task, Result>[] = []
  const idle: Worker[] = []
  const busy = new Map<Worker, Job<Task, Result>>()
  const ending: Promise<number>[] = []
  let lastId = 0
  let closed: Promise<void> | undefined
  let drained = () => {}

  function dispatch(): void {
    while (queue.length > 0) {
      const thread = idle.pop() ?? (busy.size < size ? startThread() : undefined)
      if (!thread) return
      const job = queue.shift()
      if (job) hand(job, thread)
    }
    if (busy.size === 0) drained()
  }

  function hand(job: Job<Task, Result>, thread: Worker): void {
    try {
      thread.postMessage(job.order)
      busy.set(thread, job)
    } catch (error) {
      idle.push(thread)
      job.reject(error)
    }
  }

  function startThread(): Worker {
    const thread = new Worker(script)
    let cause: unknown
    thread.on('message', (answer: Answer<Result>) => {
      const job = busy.get(thread)
      if (answer.id !== job?.order.id) return
      busy.delete(thread)
      ending.push(thread.terminate())
      if ('error' in answer) job.reject(answer.error)
      else job.resolve(answer.result)
      dispatch()
    })
    thread.on('error', (error) => {
      cause = error
    })
    thread.on('exit', (code) => {
      busy.get(thread)?.reject(cause ?? new Error(`the thread ended with code ${code} in the middle of the task`))
      busy.delete(thread)
      if (idle.includes(thread)) idle.splice(idle.indexOf(thread), 1)
      dispatch()
    })
    return thread
  }

  async function drain(): Promise<void> {
    await new Promise<void>((resolve) => {
      drained = resolve
      dispatch()
    })
    await Promise.all([...ending, ...idle.map((thread) => thread.terminate())])
  }

  return {
    run: (task) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new Error('the pool is closed'))
        lastId += 1
        queue.push({ order: { id: lastId, task }, resolve, reject })
        dispatch()
      }),
    close: () => {
      closed ??= drain()
      return closed
    },
  }
}
