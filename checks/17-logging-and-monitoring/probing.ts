/** What the checks of health share: an app with the routes of health, and dependencies that answer when they are told to. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, timeLimit } from 'backend-workbook/check'
import express from 'express'
import {
  createHealth,
  type Dependency,
  type Health,
  type HealthOptions,
} from '../../exercises/17-logging-and-monitoring/health.ts'

export interface Answer {
  status: number
  body: unknown
  cacheControl: string | null
}

export interface Probing extends Health {
  live: () => Promise<Answer>
  ready: () => Promise<Answer>
  /** How many requests have come to the routes. */
  arrived: () => number
}

/** An answer of its own for the checks of this exercise; longer than any time-out that they set. */
const ASK_MS = 1500

export async function probing(options: HealthOptions, body: (health: Probing) => Promise<void>): Promise<void> {
  const health = createHealth(options)
  let arrived = 0
  const app = express()
  app.use((_request, _response, next) => {
    arrived += 1
    next()
  })
  const server = createServer(app.use(health.router)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const request = async (path: string): Promise<Answer> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { signal: timeLimit(ASK_MS) }).catch((error) =>
      expect.fail(`GET ${path} was not answered: ${error instanceof Error ? error.message : error}`),
    )
    const text = await answer.text()
    return { status: answer.status, body: parse(text), cacheControl: answer.headers.get('cache-control') }
  }
  const ask = (path: string): Promise<Answer> => {
    const answer = request(path)
    // A check that fails before it waits for the answer has failed for a reason of its own.
    answer.catch(() => undefined)
    return answer
  }
  try {
    await body({ ...health, live: () => ask('/live'), ready: () => ask('/ready'), arrived: () => arrived })
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export interface Asked extends Dependency {
  /** The signals of the checks that were started, in order. */
  asked: AbortSignal[]
  /** Ends the latest check. */
  answer: () => void
  refuse: (error: unknown) => void
}

/** A dependency that answers at once with what `answer` gives, or never when it gives 'later'. */
export function dependency(
  name: string,
  answer: () => unknown = () => undefined,
  required?: boolean,
): Dependency & { asked: AbortSignal[] } {
  const asked: AbortSignal[] = []
  return {
    name,
    ...(required !== undefined && { required }),
    asked,
    check: (signal) => {
      asked.push(signal)
      return Promise.resolve().then(answer)
    },
  }
}

/** One whose checks settle when the check says so. */
export function patient(name: string, required?: boolean): Asked {
  const settlers: { resolve: (value?: unknown) => void; reject: (error: unknown) => void }[] = []
  const asked: AbortSignal[] = []
  return {
    name,
    ...(required !== undefined && { required }),
    asked,
    check: (signal) => {
      asked.push(signal)
      return new Promise((resolve, reject) => settlers.push({ resolve, reject }))
    },
    answer: () => settlers.at(-1)?.resolve(),
    refuse: (error) => settlers.at(-1)?.reject(error),
  }
}

/** Waits until something holds, and fails the check when it does not come to hold. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const late = timeLimit(ASK_MS)
  while (!holds()) {
    if (late.aborted) expect.fail(what)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
