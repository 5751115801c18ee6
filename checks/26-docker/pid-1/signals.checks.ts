import { check, expect } from 'backend-workbook/check'
import { place, program, withInit } from './running.ts'

const PATIENT = { GRACE_MS: '60000' }

check(
  'passes each signal on, as often as it comes',
  { read: 'signals', requirement: 'signals', points: 12, ms: 8000 },
  async () => {
    await withInit([...program('listen'), '--until', 'SIGQUIT'], { env: PATIENT }, async (init) => {
      await init.says('ready')
      const sent: NodeJS.Signals[] = ['SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGHUP', 'SIGTERM', 'SIGINT', 'SIGTERM']
      for (const [index, signal] of sent.entries()) {
        init.send(signal)
        await init.says(signal, sent.slice(0, index + 1).filter((each) => each === signal).length)
      }
      init.send('SIGQUIT')
      const end = await init.end()
      const seen = init
        .output()
        .split('\n')
        .filter((line) => line.startsWith('SIG'))
      expect(seen, `what a child hears that is sent these, init ${place()}`).toEqual([...sent, 'SIGQUIT'])
      expect(end, 'init, when the child exits with 4 at SIGQUIT').toBe('exit code 4')
    })
  },
)

check(
  'waits for a child that cleans up',
  { read: 'signals', requirement: 'signals', points: 10, ms: 6000 },
  async () => {
    await withInit([...program('listen'), '--drain', '300'], {}, async (init) => {
      await init.says('ready')
      init.send('SIGTERM')
      const end = await init.end()
      const last = init.output().trim().split('\n').at(-1)
      expect(last, 'the last line of a child that says "drained" 0.3 s after SIGTERM').toBe('drained')
      expect(end, 'init, when the child then exits with 0').toBe('exit code 0')
    })
  },
)
