import type { Response } from 'express'

/** Begins an answer that is a stream of JSON objects; each call is a line of it. */
export function lineWriter<Line extends object>(response: Response): (line: Line) => void {
  response.set('Content-Type', 'application/x-ndjson; charset=utf-8')
  response.flushHeaders()
  return (line) => {
    response.write(`${JSON.stringify(line)}\n`)
  }
}
