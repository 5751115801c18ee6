/** Requests that never touch a socket, and waiting without guessing durations. */
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Handler, Request } from '../../exercises/07-middleware/compose.ts'

export interface Sent {
  request: Request
  response: ServerResponse
  /** What the chain's own `next` was called with, call by call. */
  done: unknown[]
}

/** Sends a request through a chain, as a server would. What waits goes on waiting: see `settled`. */
export function send(chain: Handler, url = '/'): Sent {
  const request: Request = new IncomingMessage(new Socket())
  request.method = 'GET'
  request.url = url
  const sent: Sent = { request, response: new ServerResponse(request), done: [] }
  try {
    const result = chain(request, sent.response, (error) => {
      sent.done.push(error)
    })
    if (result instanceof Promise) result.catch(() => {})
  } catch {
    // What a layer throws must reach the error handlers. When it comes out here it has not, and the check will see.
  }
  return sent
}

/** The same, when everything that can run has run: promise jobs, ticks, immediates and the shortest timers. */
export async function settled(sent: Sent): Promise<Sent> {
  for (let turn = 0; turn < 4; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1))
    await new Promise((resolve) => setImmediate(resolve))
  }
  return sent
}

/** Middleware that fails later. That nobody handles its rejection is for the check to find, not for the process. */
export function failingLater(reason: () => unknown): Promise<never> {
  const failing = Promise.resolve().then(() => {
    throw reason()
  })
  failing.catch(() => {})
  return failing
}

/** The message of an error, or the thing itself when it is none: what a learner can read in a comparison. */
export function said(error: unknown): unknown {
  return error instanceof Error ? error.message : error
}
