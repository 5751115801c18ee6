/** What the checks of this day share: an app of the learner's behind a real socket, and a table of orders that takes its time. */

import type { RequestListener } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { expect, type PaymentGateway, timeLimit } from 'backend-workbook/check'
import { onTestFinished } from 'vitest'

/** On a machine that has nothing else to do. A client of the gateway waits half a second before it tries again. */
export const PATIENT_MS = 8000

export interface Answer {
  status: number
  /** Loose, since it comes from the learner: compare it as data. */
  body: { data?: Record<string, unknown>; error?: Record<string, unknown> }
}

export type Ask = (path: string, body?: unknown) => Promise<Answer>

/** Serves it until the check ends. A request with a body is a POST of JSON, any other a GET. */
export async function serving(app: RequestListener): Promise<{ ask: Ask; url: string; arrived: () => number }> {
  let arrived = 0
  const server = createServer((request, response) => {
    arrived += 1
    app(request, response)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const request = async (path: string, body?: unknown): Promise<Answer> => {
    const headers = { 'content-type': 'application/json' }
    const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) }
    const title = `${init.method ?? 'GET'} ${path}`
    const answer = await fetch(url + path, { ...init, signal: timeLimit(PATIENT_MS) }).catch((error) =>
      expect.fail(`${title} was not answered: ${error instanceof Error ? error.message : error}`),
    )
    const text = await answer.text()
    return { status: answer.status, body: parse(text) }
  }
  const ask: Ask = (path, body) => {
    const answer = request(path, body)
    // A check that fails before it waits for the answer has failed for a reason of its own.
    answer.catch(() => undefined)
    return answer
  }
  return { ask, url, arrived: () => arrived }
}

function parse(text: string): Answer['body'] {
  try {
    return Object(JSON.parse(text))
  } catch {
    return { error: { message: text.slice(0, 200) } }
  }
}

/** As long as a database that is near: others get in between. */
export async function aWhile(): Promise<void> {
  for (let each = 0; each < 3; each += 1) await turn()
}

/**
 * Gives something the time to happen that right answers need not do: a second request that comes while a first is held.
 * Ends as soon as it has happened.
 */
export async function chanceFor(happens: () => boolean | Promise<boolean>, ms = 1000): Promise<void> {
  const end = performance.now() + ms
  while (performance.now() < end && !(await happens())) await sleep(5)
}

export function isSettled(work: Promise<unknown>): () => boolean {
  let settled = false
  const note = () => {
    settled = true
  }
  work.then(note, note)
  return () => settled
}

/**
 * Waits until the gateway holds a request, or until the work has ended without one. There is no limit of time: a slow machine
 * changes nothing.
 */
export async function holding(gateway: PaymentGateway, work: Promise<unknown>): Promise<void> {
  const ended = isSettled(work)
  while (!ended() && (await gateway.waiting()) === 0) await sleep(5)
}

/** Waits until it is so; the time of the check is the limit. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(5)
}
