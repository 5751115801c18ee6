/** What the checks of structured-logs share: a log that writes into a list. */
import { expect } from 'backend-workbook/check'
import { createLogging, type LoggingOptions } from '../../exercises/17-logging-and-monitoring/structured-logs.ts'

export const NOW = new Date('2026-03-09T12:00:00.000Z')

export interface Line {
  time: string
  level: string
  service: string
  message: string
  requestId?: string
  security?: boolean
  [field: string]: unknown
}

/** A Logging whose lines can be read back. `lines` fails the check when one is not a line of JSON. */
export function collecting(options: Partial<LoggingOptions> = {}) {
  const written: string[] = []
  const logging = createLogging({
    service: 'orders',
    now: () => NOW,
    write: (line) => void written.push(line),
    ...options,
  })
  const lines = (): Line[] => written.map(parse)
  /** The one line that was written, without the four parts that all lines have. */
  const fields = (input: string): Record<string, unknown> => {
    expect(written.length, `lines written by ${input}`).toBe(1)
    const { time: _t, level: _l, service: _s, message: _m, ...rest } = parse(written[0] ?? '')
    return rest
  }
  return { ...logging, written, lines, fields }
}

function parse(line: string): Line {
  expect(line, 'what was written').toMatch(/^\{[^\n]*\}\n$/)
  return JSON.parse(line) as Line
}

/** Ends when it is told to, so that a check decides the order in which things happen. */
export function gate(): { open: () => void; opened: Promise<void> } {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, opened }
}
