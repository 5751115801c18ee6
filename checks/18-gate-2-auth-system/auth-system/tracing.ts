/** Requests with an id, and what the log says of them. */
import { type App, stretched } from 'backend-workbook/check'
import { type Asking, ask, newAddress } from './client.ts'
import { eventsOf, type Line, linesOf } from './logs.ts'

const PATIENT_MS = 1500

/** Whatever a server writes when an answer is out comes a moment later. */
export async function linesWith(app: App, count: number, find: (lines: Line[]) => Line[]): Promise<Line[]> {
  const start = performance.now()
  let found = find(linesOf(app.output('stdout')))
  while (found.length < count && performance.now() - start < stretched(PATIENT_MS)) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    found = find(linesOf(app.output('stdout')))
  }
  return found
}

/** Asks with an id, and gives the lines that have it, as soon as there is one of the request. */
export async function traced(app: App, method: string, path: string, asking: Asking = {}) {
  const id = `trace-${newAddress().replaceAll('.', '-')}`
  const start = performance.now()
  const answer = await ask(app, method, path, { ...asking, headers: { ...asking.headers, 'x-request-id': id } })
  const ms = performance.now() - start
  await linesWith(app, 1, (lines) => eventsOf(lines, id, 'request'))
  return { id, answer, ms, lines: linesOf(app.output('stdout')).filter(({ requestId }) => requestId === id), app }
}
