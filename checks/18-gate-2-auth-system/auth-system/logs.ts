import { expect } from 'backend-workbook/check'

/** A line of the log. */
export interface Line {
  time?: unknown
  level?: unknown
  message?: unknown
  requestId?: unknown
  [field: string]: unknown
}

/** What a process has written to stdout: whole lines, each a JSON object. */
export function linesOf(output: string): Line[] {
  const texts = output
    .split('\n')
    .slice(0, -1)
    .filter((text) => text.trim() !== '')
  return texts.map((text) => {
    const line = parsed(text)
    expect(line, `a line on stdout as a JSON object: ${text.slice(0, 120)}`).toBeTypeOf('object')
    return line as Line
  })
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) || value === null ? 'no object' : value
  } catch {
    return 'no JSON'
  }
}

/** The lines of one request with this message. */
export function eventsOf(lines: Line[], requestId: string, message: string): Line[] {
  return lines.filter((line) => line.requestId === requestId && line.message === message)
}
