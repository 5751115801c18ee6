import { check, expect, sharedApp } from 'backend-workbook/check'
import { drained, endOf, fatalLines, hasty, LONG, oddly, pestered, rejected, unset } from './dying.ts'

// Many of them watch a server to its end, and on a busy machine that takes a while.
const PATIENT_MS = 2800

check('lives on after an error in a handler', { read: 'last-resort', ms: PATIENT_MS }, async () => {
  const app = await sharedApp(LONG)
  expect((await app.fetch('/broken')).status, 'GET /broken').toBe(500)
  expect(await endOf(app, 100), 'the process after GET /broken').toBe('still running')
  expect((await app.fetch('/health')).status, 'GET /health after that').toBe(200)
  expect(fatalLines(app), 'fatal errors in the log').toEqual([])
})

check('exits with code 1 after an uncaught exception', { read: 'uncaught', ms: PATIENT_MS }, async () => {
  const { end } = await drained()
  expect(end, 'the process after POST /prices, where a timer throws, and when nobody is connected any more').toBe(
    'exit code 1',
  )
})

check('exits with code 1 after an unhandled rejection', { read: 'uncaught', ms: PATIENT_MS }, async () => {
  const { end } = await rejected()
  expect(end, 'the process after POST /mails, where a promise rejects').toBe('exit code 1')
})

check('logs one line of JSON with the error and its origin', { read: 'uncaught', ms: PATIENT_MS }, async () => {
  const entry = (origin: string, message: string) => [
    expect.objectContaining({
      ...{ level: 'fatal', origin },
      ...{ message: expect.stringContaining(message), stack: expect.stringContaining('at ') },
    }),
  ]
  const [prices, mails] = await Promise.all([drained(), rejected()])
  expect(prices.fatal, 'the fatal lines after POST /prices').toEqual(
    entry('uncaughtException', 'the price feed sent nonsense'),
  )
  expect(mails.fatal, 'the fatal lines after POST /mails').toEqual(
    entry('unhandledRejection', 'the mail server hung up'),
  )
})

check('answers the requests in flight to the end', { read: 'drain', ms: PATIENT_MS }, async () => {
  const { answers } = await drained()
  expect(answers, 'two uploads, begun before the error and ended after it').toEqual([
    'reading\ndone\n',
    'reading\ndone\n',
  ])
})

check('accepts no new connection meanwhile', { read: 'drain', ms: PATIENT_MS }, async () => {
  const { refused } = await drained()
  expect(refused, 'whether it refuses connections while it still reads two uploads').toBe(true)
})

check(
  'exits as soon as the last answer is out, in spite of keep-alive',
  { read: 'drain', ms: PATIENT_MS },
  async () => {
    const { afterAnswers } = await drained()
    expect(afterAnswers, 'the process 0.9 s after its last answer, with DRAIN_MS=60000').not.toBe('still running')
  },
)

check('exits at the deadline when a request hangs', { read: 'drain', ms: PATIENT_MS }, async () => {
  const { atDeadline } = await oddly()
  expect(atDeadline, 'the process after 0.9 s, with DRAIN_MS=200 and an upload that does not end').not.toBe(
    'still running',
  )
})

check('gives requests time where DRAIN_MS is not set', { read: 'drain', ms: PATIENT_MS }, async () => {
  const { meanwhile, answer } = await unset()
  expect(meanwhile, 'the process 1.4 s after an error, with an upload in flight and without DRAIN_MS').toBe(
    'still running',
  )
  expect(answer, 'the upload that ends then').toBe('reading\ndone\n')
})

check('gives no time at all where DRAIN_MS is 0', { read: 'drain', ms: PATIENT_MS }, async () => {
  const { end } = await hasty()
  expect(end, 'the process after an error, with DRAIN_MS=0 and an upload that does not end').not.toBe('still running')
})

check('copes with anything that is thrown', { read: 'not-an-error', ms: PATIENT_MS }, async () => {
  const { lines, end } = await oddly()
  expect(end, 'the process after timers have thrown a text, null, and an object without a prototype').toBe(
    'exit code 1',
  )
  expect(lines.length, 'the fatal lines until then').toBe(3)
  expect(lines[0]?.['message'], "the message of the first of them, where 'out of paper' was thrown").toContain(
    'out of paper',
  )
})

check('lets further errors cut nobody off', { read: 'drain', ms: PATIENT_MS }, async () => {
  const { messages, answer } = await pestered()
  expect(messages.slice(0, 2), 'the messages of the first two fatal lines, with an error every 50 ms').toEqual([
    'broken feed, error 1',
    'broken feed, error 2',
  ])
  expect(answer, 'an upload that ends after two errors').toBe('reading\ndone\n')
})

check('lets further errors put nothing off', { read: 'drain', ms: PATIENT_MS }, async () => {
  const { end } = await pestered()
  expect(
    end,
    'the process after 1.3 s, with DRAIN_MS=700, an upload that does not end and an error every 50 ms',
  ).not.toBe('still running')
})
