import { inspect } from 'node:util'
import { check, expect } from 'backend-workbook/check'
import type { ErrorHandler, Handler } from '../../../exercises/07-middleware/compose.ts'
import { failingLater, send, settled } from '../requests.ts'
import { compose } from './composed.ts'
import { reporting, throwing, traced } from './layers.ts'

const later =
  (reason: unknown): Handler =>
  () =>
    failingLater(() => reason)

check('takes all but undefined and null in next, and every throw, for an error', { read: 'next' }, async () => {
  for (const value of [0, '', false, Number.NaN, 0n, 'route', 'router']) {
    const shown = inspect(value)
    await handsOn(reporting(value), `calls next(${shown})`, value)
    await handsOn(throwing(value), `throws ${shown}`, value)
    await handsOn(later(value), `returns Promise.reject(${shown})`, value)
  }
  for (const reason of [undefined, null]) {
    await handsOn(throwing(reason), `throws ${reason}`, expect.any(Error))
    await handsOn(later(reason), `returns Promise.reject(${reason})`, expect.any(Error))
  }
})

/** That an error reaches the handlers behind, past all else, and is still the same. */
async function handsOn(fails: Handler, how: string, error: unknown) {
  const seen: unknown[] = []
  const passes: ErrorHandler = (reason, _request, _response, next) => {
    seen.push(reason)
    next(reason)
  }
  const { trace, step } = traced()
  await settled(send(compose([fails, step('a'), passes, step('b'), passes])))
  const what = `compose([fails, a, onError, b, onError]), where fails ${how}`
  expect(trace, `ordinary layers that run in ${what}`).toEqual([])
  expect(seen, `errors that both handlers get in ${what}`).toEqual([error, error])
}
