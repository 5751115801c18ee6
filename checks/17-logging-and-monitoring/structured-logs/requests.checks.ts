import { EventEmitter, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { check, expect } from 'backend-workbook/check'
import { collecting, gate } from '../logs.ts'

const ids = (lines: { message: string; requestId?: string }[]) =>
  Object.fromEntries(lines.map(({ message, requestId }) => [message, requestId]))

check(
  'marks every line inside a request with its id, also later, and no line outside',
  { read: 'correlation' },
  async () => {
    const { log, inRequest, lines } = collecting()
    const child = log.child({ part: 'mail' })
    log.info('before')
    await inRequest('req-1', async () => {
      log.info('at once')
      await null
      child.info('after an await')
      await sleep(1)
      log.debug('below the level')
      log.security('in a timer')
      const emitter = new EventEmitter()
      setImmediate(() => emitter.emit('done'))
      await once(emitter, 'done')
      log.error('after an event')
      await new Promise<void>((resolve) =>
        process.nextTick(() => setTimeout(() => resolve(log.info('in callbacks')), 1)),
      )
    })
    log.info('after')
    expect(ids(lines()), 'requestId by message').toEqual({
      before: undefined,
      'at once': 'req-1',
      'after an await': 'req-1',
      'in a timer': 'req-1',
      'after an event': 'req-1',
      'in callbacks': 'req-1',
      after: undefined,
    })
    expect(lines().filter((line) => 'requestId' in line).length, 'lines that have a requestId at all').toBe(5)
  },
)

check('keeps requests apart that run at the same time, or one inside the other', { read: 'correlation' }, async () => {
  const { log, inRequest, lines } = collecting()
  const first = gate()
  const second = gate()
  const work = async (name: string, wait: Promise<void>) => {
    log.info(`${name} begins`)
    await wait
    log.info(`${name} ends`)
  }
  const one = inRequest('req-1', () => work('one', first.opened))
  const two = inRequest('req-2', () => work('two', second.opened))
  second.open()
  await two
  first.open()
  await one
  expect(ids(lines()), 'two requests, the second ends first').toEqual({
    'one begins': 'req-1',
    'two begins': 'req-2',
    'two ends': 'req-2',
    'one ends': 'req-1',
  })

  const nested = collecting()
  await nested.inRequest('outer', async () => {
    await nested.inRequest('inner', async () => {
      await null
      nested.log.info('inside')
    })
    nested.log.info('outside again')
  })
  expect(ids(nested.lines()), 'requestId by message, of a request inside another').toEqual({
    inside: 'inner',
    'outside again': 'outer',
  })
})

check('returns and throws what the work does', { read: 'correlation' }, async () => {
  const { log, inRequest, lines } = collecting()
  const lost = new Error('lost')
  expect(
    inRequest('req-1', () => 42),
    "inRequest('req-1', () => 42)",
  ).toBe(42)
  expect(await inRequest('req-1', async () => 43), "await inRequest('req-1', async () => 43)").toBe(43)
  const thrown = () =>
    inRequest('req-1', () => {
      throw lost
    })
  expect(thrown, "inRequest('req-1', () => { throw lost })").toThrow(lost)
  await expect(
    inRequest('req-1', () => Promise.reject(lost)),
    "inRequest('req-1', () => Promise.reject(lost))",
  ).rejects.toBe(lost)
  log.info('after')
  expect(ids(lines()), 'requestId of a line after all of these').toEqual({ after: undefined })
})
