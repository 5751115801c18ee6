import { check, expect } from 'backend-workbook/check'
import { buildApp } from '../../../exercises/11-errors-and-validation/app-error.ts'
import { json, serving } from '../in-express.ts'
import { duplicate, errorsIn, refused, retailer } from './errors.ts'

check('logs what went wrong on its side once, with the original error', { read: 'two-kinds' }, async () => {
  const away = refused('db')
  const bug = new TypeError('no rows')
  const store = { findOrder: (id: string) => Promise.reject(id === 'away' ? away : bug) }
  await serving(buildApp, store, async ({ ask, logged }) => {
    for (const [path, thrown] of [
      ['/orders/away', away],
      ['/orders/bug', bug],
    ] as const) {
      const { requestId } = await ask(path)
      const mine = errorsIn(logged).filter((entry) => entry.requestId === requestId)
      expect(mine.length, `errors that GET ${path} logs with the id of the request`).toBe(1)
      expect(causesOf(mine[0]?.error), `what was logged for GET ${path}, and its causes`).toContain(thrown)
    }
  })
})

check('logs no error when the client is at fault', { read: 'two-kinds' }, async () => {
  await serving(buildApp, { addRetailer: () => Promise.reject(duplicate('x')) }, async ({ ask, logged }) => {
    await Promise.all([
      ask('/orders/none'),
      ask('/nowhere'),
      ask('/retailers', json('{"email":')),
      ask('/retailers', json({ email: 'nobody' })),
      ask('/retailers', json(retailer)),
    ])
    const errors = errorsIn(logged).map(({ error }) => String(error))
    expect(errors, 'errors in the log after two 404, a 400, a 422 and a 409').toEqual([])
  })
})

function causesOf(error: unknown): unknown[] {
  const causes = [error]
  for (let next = error; next instanceof Error && next.cause !== undefined && causes.length < 10; ) {
    next = next.cause
    causes.push(next)
  }
  return causes
}
