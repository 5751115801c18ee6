import { check, expect } from 'backend-workbook/check'
import type { Level } from '../../../exercises/17-logging-and-monitoring/structured-logs.ts'
import { collecting, NOW } from '../logs.ts'

const LEVELS: Level[] = ['debug', 'info', 'warn', 'error']

check('writes each call as one line of JSON, with the fields beside the rest', { read: 'structure' }, () => {
  const { log, lines } = collecting()
  const head = { time: '2026-03-09T12:00:00.000Z', service: 'orders' }
  const fields = { orderId: 12, items: [{ sku: 'a' }], note: 'two\nlines', zero: 0, no: null }
  log.info('order placed', { ...fields, none: undefined })
  log.warn('a\r\nb')
  log.error('no fields')
  expect(lines(), 'three calls: fields of many kinds, a message with a line break, no fields').toEqual([
    { ...head, level: 'info', message: 'order placed', ...fields },
    { ...head, level: 'warn', message: 'a\r\nb' },
    { ...head, level: 'error', message: 'no fields' },
  ])

  let time = NOW
  const timed = collecting({ now: () => time })
  timed.log.info('first')
  time = new Date(NOW.getTime() + 1)
  timed.log.info('second')
  expect(
    timed.lines().map(({ time }) => time),
    'times of two lines, a millisecond apart',
  ).toEqual(['2026-03-09T12:00:00.000Z', '2026-03-09T12:00:00.001Z'])

  const before = Date.now()
  const real = collecting({ now: undefined } as object)
  real.log.info('now')
  const seen = Date.parse(real.lines()[0]?.time ?? '')
  expect([seen >= before, seen <= Date.now()], 'without `now`: not before the call, not after it').toEqual([true, true])
})

check('lets no field pose as time, level, service, message, requestId or security', { read: 'structure' }, () => {
  const forged = { time: 'x', level: 'error', service: 'x', message: 'x', requestId: 'x', security: true, mine: 1 }
  const { log, lines } = collecting()
  log.info('plain', forged)
  log.child(forged).info('child')
  const expected = { time: NOW.toISOString(), level: 'info', service: 'orders', mine: 1 }
  expect(lines(), 'two lines with forged fields').toEqual([
    { ...expected, message: 'plain' },
    { ...expected, message: 'child' },
  ])
})

check('writes a level and all above it, from info on unless told otherwise', { read: 'levels' }, () => {
  const levelsAt = (level: Level | undefined) => {
    const { log, lines } = collecting(level ? { level } : {})
    for (const each of LEVELS) log[each](each)
    for (const each of LEVELS) log.child({ from: 'child' })[each](`child ${each}`)
    return lines().map(({ message }) => message)
  }
  const from = (index: number) => [...LEVELS.slice(index), ...LEVELS.slice(index).map((each) => `child ${each}`)]
  expect(levelsAt(undefined), 'without a level').toEqual(from(1))
  for (const [index, level] of LEVELS.entries()) expect(levelsAt(level), `level: '${level}'`).toEqual(from(index))
})

check('adds the fields of a child to each of its lines, and the call wins', { read: 'structure' }, () => {
  const { log, lines } = collecting()
  const mine = { part: 'cart', step: 1, user: { id: 7, roles: ['buyer'] } }
  const child = log.child(mine)
  mine.part = 'changed later'
  mine.user.id = 8
  mine.user.roles.push('changed later')
  const grandchild = child.child({ step: 2, deep: true })
  child.info('child')
  grandchild.info('grandchild', { deep: 'call' })
  child.info('child again')
  log.info('parent')
  expect(
    lines()[0]?.['user'],
    'a list within an object of the child’s fields, which was changed after child()',
  ).toEqual({ id: 7, roles: ['buyer'] })
  expect(
    lines().map(({ message, part, step, deep }) => ({ message, part, step, deep })),
    'a child, its child, the child again, the parent',
  ).toEqual([
    { message: 'child', part: 'cart', step: 1, deep: undefined },
    { message: 'grandchild', part: 'cart', step: 2, deep: 'call' },
    { message: 'child again', part: 'cart', step: 1, deep: undefined },
    { message: 'parent', part: undefined, step: undefined, deep: undefined },
  ])
})

check('writes security events as warnings, whatever the level is', { read: 'security-events' }, () => {
  for (const level of LEVELS) {
    const { log, lines } = collecting({ level })
    log.security('login failed', { user: 'ada', password: 'guess' })
    log.child({ ip: '::1' }).security('locked')
    expect(
      lines().map(({ level, message, security, user, password, ip }) => ({
        level,
        message,
        security,
        user,
        password,
        ip,
      })),
      `two security events at level: '${level}'`,
    ).toEqual([
      { level: 'warn', message: 'login failed', security: true, user: 'ada', password: '[redacted]', ip: undefined },
      { level: 'warn', message: 'locked', security: true, user: undefined, password: undefined, ip: '::1' },
    ])
  }
})
