import type { StoredFile } from './schema.ts'

/**
 * The text of progress.json: one event a line, so that a line is a change in version control and a file that broke in the
 * middle still holds whole lines.
 */
export function formatRecord(file: StoredFile, before?: { text: string; events: number }): string {
  const lines = (from: number) => file.events.slice(from).map((event) => `    ${JSON.stringify(event)}`)
  // Events are only ever added, so the lines before the new ones are already there: a third of the time of writing.
  if (before?.text.endsWith(JSON.stringify(file.events[before.events - 1]) + END)) {
    return [before.text.slice(0, -END.length), ...lines(before.events)].join(',\n') + END
  }
  const { events, ...rest } = file
  const head = JSON.stringify(rest, null, 2).slice(0, -2)
  return `${head},\n  "events": [\n${lines(0).join(',\n')}${END}`
}

/** Behind the last event. */
export const END = '\n  ]\n}\n'

/** The events of a record that begins with an event before them; undefined where that is not how it was written. */
export function eventsBehind(text: string): unknown[] | undefined {
  if (!text.endsWith(END)) return undefined
  const lines = text.slice(0, -END.length)
  if (lines === '') return []
  const events = lines.startsWith(',') ? parseJson(`[${lines.slice(1)}]`) : undefined
  return Array.isArray(events) ? events : undefined
}

/** The events that can still be read in a file that broke. */
export function salvageEvents(text: string): unknown[] {
  return text.split('\n').flatMap((line) => {
    const entry = parseJson(line.trim().replace(/,$/, ''))
    return typeof entry === 'object' && entry !== null && 'type' in entry ? [entry] : []
  })
}

/** The value, or undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
