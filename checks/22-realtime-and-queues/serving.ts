/** What the checks of this day share: an app of the learner's behind a real socket, and asking it. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, timeLimit } from 'backend-workbook/check'
import { onTestFinished } from 'vitest'

/** On a machine that has nothing else to do. */
export const PATIENT_MS = 8000

export interface Answer {
  status: number
  /** Loose, since it comes from the learner: compare it as data. */
  body: unknown
  location: string | null
}

export type Ask = (method: string, path: string, json?: unknown) => Promise<Answer>

/** Serves it until the check ends. */
export async function serving(app: RequestListener): Promise<{ ask: Ask; url: string }> {
  const server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { ask: (method, path, json) => askAt(url, method, path, json), url }
}

async function askAt(url: string, method: string, path: string, json?: unknown): Promise<Answer> {
  const answer = await fetch(url + path, {
    method,
    signal: timeLimit(4000),
    ...(json !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) }),
  }).catch((error) => expect.fail(`${method} ${path} was not answered: ${error?.message ?? error}`))
  const text = await answer.text()
  return { status: answer.status, body: parsed(text), location: answer.headers.get('location') }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text.slice(0, 200)
  }
}

/**
 * Gives something the time to happen that right answers do not do. Ends as soon as it has happened.
 */
export async function chanceFor(happens: () => boolean | Promise<boolean>, ms: number): Promise<void> {
  const end = performance.now() + ms
  while (performance.now() < end && !(await happens())) await sleep(5)
}

/** Waits until it is so. `what` is what did not happen where it never is. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  await expect.poll(isSo, { message: `whether ${what}`, timeout: 1500, interval: 5 }).toBe(true)
}
