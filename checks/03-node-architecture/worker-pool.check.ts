import { setTimeout as sleep } from 'node:timers/promises'
import { check, expect } from 'backend-workbook/check'
import { open, outcome, sharedPair, type Task, waitingAt, withPool } from './threads.ts'

const echo = (value: unknown): Task => ({ do: 'echo', value })

check('gives each caller the result of its own task', { read: 'worker-pool' }, async () => {
  await withPool(2, async ({ pool }) => {
    const gate = sharedPair()
    const slow = outcome(pool.run({ do: 'gate', shared: gate, value: 'slow' }))
    await waitingAt(gate, 1)
    const quick = await outcome(pool.run(echo('quick')))
    open(gate)
    expect([await slow, quick], 'a slow task and a quick one that overtakes it').toEqual([
      { result: 'slow' },
      { result: 'quick' },
    ])
  })
})

check('passes on results that are undefined, null, 0 or false', { read: 'worker-pool' }, async () => {
  await withPool(1, async ({ pool }) => {
    for (const value of [undefined, null, 0, false, '']) {
      expect(await outcome(pool.run(echo(value))), `a task whose result is ${String(value) || "''"}`).toEqual({
        result: value,
      })
    }
  })
})

check('works on as many tasks at once as it has threads, and on no more', { read: 'worker-threads' }, async () => {
  await withPool(2, async ({ pool }) => {
    const place = sharedPair()
    const meet = () => pool.run({ do: 'meet', shared: place, people: 2 })
    expect(await Promise.all([meet(), meet()]), 'two tasks that wait for one another, size 2').toEqual([
      'together',
      'together',
    ])
    const tally = sharedPair()
    await Promise.all(Array.from({ length: 6 }, () => pool.run({ do: 'overlap', shared: tally })))
    expect(Atomics.load(tally, 1), 'the most tasks at work at once, of 6, size 2').toBeLessThanOrEqual(2)
  })
})

check('uses its threads again instead of starting one for each task', { read: 'worker-threads' }, async () => {
  await withPool(1, async ({ pool, threads }) => {
    for (const round of [1, 2, 3]) await pool.run(echo(round))
    expect(threads().started, 'threads started for 3 tasks, size 1').toBe(1)
  })
})

check('gives the next task to a thread that is free', { read: 'worker-pool' }, async () => {
  await withPool(2, async ({ pool }) => {
    const gate = sharedPair()
    const slow = outcome(pool.run({ do: 'gate', shared: gate, value: 'slow' }))
    await waitingAt(gate, 1)
    const quick = await outcome(Promise.all([1, 2, 3, 4].map((value) => pool.run(echo(value)))))
    open(gate)
    expect(quick, 'four quick tasks while one of two threads has a long one').toEqual({ result: [1, 2, 3, 4] })
    await slow
  })
})

check('starts waiting tasks in the order in which they came', { read: 'worker-pool' }, async () => {
  await withPool(1, async ({ pool }) => {
    const shared = sharedPair()
    const turns = await Promise.all([1, 2, 3, 4].map(() => pool.run({ do: 'turn', shared })))
    expect(turns, 'when each of four tasks had its turn, size 1').toEqual([1, 2, 3, 4])
  })
})

check('rejects a task with its own error and keeps the thread', { read: 'worker-threads' }, async () => {
  await withPool(1, async ({ pool, threads }) => {
    const outcomes = [{ do: 'fail', message: 'no orders in 1999' }, echo('fine')].map((task) => outcome(pool.run(task)))
    expect(await Promise.all(outcomes), 'a task that fails, then one that does not').toEqual([
      { error: 'no orders in 1999' },
      { result: 'fine' },
    ])
    expect(threads().started, 'threads started for both, size 1').toBe(1)
  })
})

check('rejects the task of a thread that throws, with what was thrown', { read: 'worker-pool' }, async () => {
  await withPool(2, async ({ pool }) => {
    const gate = sharedPair()
    const other = outcome(pool.run({ do: 'gate', shared: gate, value: 'unharmed' }))
    await waitingAt(gate, 1)
    const lost = await outcome(pool.run({ do: 'throw', message: 'out of luck' }))
    open(gate)
    expect(lost, 'a task whose thread throws').toEqual({ error: 'out of luck' })
    expect(await other, 'a task in the other thread').toEqual({ result: 'unharmed' })
  })
})

check('rejects the task of a thread that exits without an error', { read: 'worker-pool' }, async () => {
  await withPool(1, async ({ pool }) => {
    expect(await outcome(pool.run({ do: 'exit' })), 'a task that calls process.exit(3)').toEqual({
      error: expect.stringMatching(/\w/),
    })
  })
})

check('replaces a thread that was lost', { read: 'worker-pool' }, async () => {
  await withPool(1, async ({ pool }) => {
    const lost = outcome(pool.run({ do: 'throw', message: 'lost' }))
    const waiting = outcome(pool.run(echo('waited')))
    await lost
    expect(await waiting, 'a task that waited while the only thread was lost').toEqual({ result: 'waited' })
    expect(await outcome(pool.run(echo('later'))), 'a task after that').toEqual({ result: 'later' })
  })
  await withPool(2, async ({ pool, threads }) => {
    await Promise.all([pool.run(echo(1)), pool.run(echo(2))])
    await outcome(pool.run({ do: 'throw', message: 'lost' }))
    const { started } = threads()
    expect(await outcome(pool.run(echo('next'))), 'a task when one of two idle threads was lost').toEqual({
      result: 'next',
    })
    expect(threads().started - started, 'threads started for that task, while the other one is free').toBe(0)
  })
})

check('survives a thread that ends while it has no task', { read: 'worker-pool' }, async () => {
  await withPool(1, async ({ pool, threads }) => {
    await pool.run({ do: 'exit-later' })
    await expect.poll(() => threads().ended, { interval: 2, timeout: 1000 }).toBe(1)
    expect(await outcome(pool.run(echo('here'))), 'a task after a thread has ended by itself').toEqual({
      result: 'here',
    })
  })
})

check('rejects a task that cannot be sent and keeps the thread', { read: 'worker-pool' }, async () => {
  await withPool(1, async ({ pool, threads }) => {
    const unsendable = pool.run(echo(() => 'functions cannot be cloned'))
    expect(await outcome(unsendable), 'a task that holds a function').toEqual({ error: expect.any(String) })
    expect(await outcome(pool.run(echo('next'))), 'the task after it').toEqual({ result: 'next' })
    expect(threads().started, 'threads started for both, size 1').toBe(1)
  })
})

check('close() finishes the tasks it has, then ends every thread', { read: 'worker-pool' }, async () => {
  await withPool(2, async ({ pool, threads }) => {
    const gate = sharedPair()
    const accepted = [1, 2, 3].map(() => outcome(pool.run({ do: 'gate', shared: gate, value: 'done' })))
    await waitingAt(gate, 2)
    const closed = outcome(pool.close())
    const late = await outcome(pool.run(echo('too late')))
    open(gate)
    expect(await Promise.all(accepted), 'two tasks at work and one waiting, size 2, when close() is called').toEqual([
      { result: 'done' },
      { result: 'done' },
      { result: 'done' },
    ])
    expect(await closed, 'close()').toEqual({ result: undefined })
    const { started, ended } = threads()
    expect(started - ended, 'threads left after close()').toBe(0)
    expect(late, 'run() after close()').toEqual({ error: expect.stringMatching(/\w/) })
  })
})

// The last one: a pool that starts threads for ever goes on with it after the check.
check(
  'does not start thread after thread when the script does not load',
  { read: 'worker-pool', ms: 2800 },
  async () => {
    await withPool(
      1,
      async ({ pool, threads }) => {
        const from = performance.now()
        await outcome(pool.run(echo('nobody is there')))
        // Long enough for five more, on a busy machine too.
        const patience = Math.min(Math.max(150, 5 * (performance.now() - from)), 1800)
        for (const until = performance.now() + patience; performance.now() < until; ) {
          if (threads().started > 3) break
          await sleep(5)
        }
        expect(threads().started, 'threads started for one task').toBeLessThanOrEqual(3)
      },
      'does-not-load.mjs',
    )
  },
)
