import { setTimeout as sleep } from 'node:timers/promises'
import { check, expect } from 'backend-workbook/check'
import { type Init, place, program, withInit } from './running.ts'

/** A child that listens to everything and ends at nothing. */
const stubborn = <T>(graceMs: string, body: (init: Init) => Promise<T>) =>
  withInit(program('listen'), { env: { GRACE_MS: graceMs } }, async (init) => {
    await init.says('ready')
    return body(init)
  })

check(
  'kills a child that outlives its grace',
  { read: 'init', requirement: 'grace', points: 10, ms: 8000 },
  async () => {
    const runs = (['SIGTERM', 'SIGINT'] as const).map((signal) =>
      stubborn('300', async (init) => {
        init.send(signal)
        await init.says(signal)
        return init.end()
      }),
    )
    const message = `init ${place()} with GRACE_MS=300, with a child that goes on after SIGTERM, after SIGINT`
    expect(await Promise.all(runs), message).toEqual(['exit code 137', 'exit code 137'])
  },
)

check('counts from the first request', { read: 'init', requirement: 'grace', points: 6, ms: 8000 }, async () => {
  const end = await stubborn('500', async (init) => {
    for (let i = 0; init.isRunning(); i++) {
      init.send(i % 2 === 0 ? 'SIGTERM' : 'SIGINT')
      await sleep(100)
    }
    return init.end()
  })
  expect(end, 'init with GRACE_MS=500, which is sent SIGTERM and SIGINT every 0.1 s').toBe('exit code 137')
})

check(
  'counts nothing down for other signals',
  { read: 'init', requirement: 'grace', points: 4, ms: 6000 },
  async () => {
    const options = { env: { GRACE_MS: '50' } }
    const end = await withInit([...program('listen'), '--end', '500'], options, async (init) => {
      await init.says('ready')
      for (const signal of ['SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const) {
        init.send(signal)
        await init.says(signal)
      }
      return init.end()
    })
    expect(
      end,
      'init with GRACE_MS=50, after SIGQUIT, SIGHUP, SIGUSR1 and SIGUSR2, when the child exits with 9 half a second later',
    ).toBe('exit code 9')
  },
)

check('takes GRACE_MS at its word', { read: 'init', requirement: 'grace', points: 6, ms: 8000 }, async () => {
  const atOnce = await stubborn('0', async (init) => {
    init.send('SIGTERM')
    return init.end()
  })
  expect(atOnce, 'init with GRACE_MS=0, after SIGTERM, with a child that goes on').toBe('exit code 137')
  const others = ['soon', '', '-1', '1e1', ' 50']
  const runs = others.map((graceMs) =>
    withInit([...program('listen'), '--drain', '300'], { env: { GRACE_MS: graceMs } }, async (init) => {
      await init.says('ready')
      init.send('SIGTERM')
      return init.end()
    }),
  )
  const ends = await Promise.all(runs)
  for (const [index, graceMs] of others.entries())
    expect(ends[index], `init with GRACE_MS='${graceMs}', when the child needs 0.3 s to end`).toBe('exit code 0')
})
