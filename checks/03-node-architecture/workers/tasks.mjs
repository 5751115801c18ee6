// A thread for the checks of worker-pool. What it does is said in the task; `shared` is an Int32Array on shared memory.
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'

const LONGEST_WAIT_MS = 1500

const does = {
  echo: ({ value }) => value,
  /** Which turn this is: 1 for the first task, 2 for the second. */
  turn: ({ shared }) => Atomics.add(shared, 0, 1) + 1,
  /** Counts itself in shared[0] and waits until the check sets shared[1]. */
  gate: ({ shared, value }) => {
    Atomics.add(shared, 0, 1)
    Atomics.wait(shared, 1, 0, LONGEST_WAIT_MS)
    return value
  },
  /** Waits until as many tasks as `people` are here at the same time. */
  meet: ({ shared, people }) => {
    if (Atomics.add(shared, 0, 1) + 1 === people) {
      Atomics.store(shared, 1, 1)
      Atomics.notify(shared, 1)
    }
    return Atomics.wait(shared, 1, 0, LONGEST_WAIT_MS) === 'timed-out' ? 'alone' : 'together'
  },
  /** Keeps in shared[1] how many tasks were at work at once, in all threads. Gives way, so that a second order could overlap. */
  overlap: async ({ shared }) => {
    const now = Atomics.add(shared, 0, 1) + 1
    for (let most = Atomics.load(shared, 1); now > most; most = Atomics.load(shared, 1)) {
      Atomics.compareExchange(shared, 1, most, now)
    }
    await sleep(5)
    Atomics.sub(shared, 0, 1)
    return 'done'
  },
  fail: ({ message }) => {
    throw new RangeError(message)
  },
  throw: ({ message }) => {
    setImmediate(() => {
      throw new Error(message)
    })
    return new Promise(() => {})
  },
  exit: () => {
    process.exit(3)
  },
  /** Answers, and then ends without a task. */
  'exit-later': () => {
    setImmediate(() => process.exit(0))
    return 'leaving'
  },
}

parentPort.on('message', async ({ id, task }) => {
  try {
    parentPort.postMessage({ id, result: await does[task.do](task) })
  } catch (error) {
    parentPort.postMessage({ id, error })
  }
})
