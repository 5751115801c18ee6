import type { Response } from 'express'

/** Aborted when who asked has left before there was an answer, and when the server ends. */
export function whileOpen(response: Response, signal: AbortSignal): AbortSignal {
  const left = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) left.abort()
  })
  return AbortSignal.any([signal, left.signal])
}
