/** Layers for the checks of compose: they write down when they run, or fail in a way that a check asks for. */
import type { ErrorHandler, Handler } from '../../../exercises/07-middleware/compose.ts'
import { said } from '../requests.ts'

/** Layers that write down when they run. */
export function traced() {
  const trace: unknown[] = []
  return {
    trace,
    /** Goes straight on. */
    step: (name: string): Handler =>
      function step(_request, _response, next) {
        trace.push(name)
        next()
      },
    /** An error handler that goes on with the error it got. */
    passing: (name: string): ErrorHandler =>
      function passing(error, _request, _response, next) {
        trace.push(`${name}: ${said(error)}`)
        next(error)
      },
    /** An error handler that answers, and so ends the chain. */
    answering: (name: string): ErrorHandler =>
      function answering(error, _request, response, _next) {
        trace.push(`${name}: ${said(error)}`)
        response.end()
      },
  }
}

/** Calls next with this at once. */
export function reporting(value: unknown): Handler {
  return (_request, _response, next) => next(value)
}

/** Throws this at once. */
export function throwing(reason: unknown): Handler {
  return () => {
    throw reason
  }
}

/** Lets a turn pass before it goes on. */
export const waits: Handler = async (_request, _response, next) => {
  await Promise.resolve()
  next()
}
