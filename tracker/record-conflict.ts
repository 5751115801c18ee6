import { currentVersion, type Migration, migrate } from './migrations.ts'
import { parseJson, salvageEvents } from './record-text.ts'
import { parseStoredFile, type StoredFile } from './schema.ts'

/** What version control writes around the two sides of a conflict; `|||||||` begins their common ancestor. */
const OURS = /^<{7}(?: |$)/
const ANCESTOR = /^\|{7}(?: |$)/
const THEIRS = /^={7}$/
const END = /^>{7}(?: |$)/

/** Both sides of a record that a merge left in conflict, at the current version; undefined where there is no conflict. */
export function sidesOf(text: string, migrations: readonly Migration[]): StoredFile[] | undefined {
  const lines = text.split(/\r?\n/)
  if (![OURS, THEIRS, END].every((mark) => lines.some((line) => mark.test(line)))) return undefined
  return [sideOf(lines, 'ours'), sideOf(lines, 'theirs')].map((side) => parseSide(side, migrations))
}

function sideOf(lines: string[], wanted: 'ours' | 'theirs'): string {
  let place: 'both' | 'ours' | 'ancestor' | 'theirs' = 'both'
  const kept: string[] = []
  for (const line of lines) {
    if (OURS.test(line)) place = 'ours'
    else if (place === 'ours' && ANCESTOR.test(line)) place = 'ancestor'
    else if (place !== 'both' && THEIRS.test(line)) place = 'theirs'
    else if (place === 'theirs' && END.test(line)) place = 'both'
    else if (place === 'both' || place === wanted) kept.push(line)
  }
  return kept.join('\n')
}

/** A side whose brackets do not fit (a comma more or less) still has its lines, one event each. */
function parseSide(text: string, migrations: readonly Migration[]): StoredFile {
  const file = parseStoredFile(parseJson(text))
  return file ? migrate(file, migrations) : { version: currentVersion(migrations), events: salvageEvents(text) }
}

/**
 * One record with every event of all of them, in the order of time. What stands in several is there once; what one
 * record holds twice stays twice.
 */
export function unionOf(files: readonly [StoredFile, ...StoredFile[]]): StoredFile {
  const events: unknown[] = []
  const counts = new Map<string, number>()
  for (const file of files) {
    const seen = new Map<string, number>()
    for (const event of file.events) {
      const key = JSON.stringify(event)
      const count = (seen.get(key) ?? 0) + 1
      seen.set(key, count)
      if (count <= (counts.get(key) ?? 0)) continue
      counts.set(key, count)
      events.push(event)
    }
  }
  return { ...files[0], events: inTime(events) }
}

/** An entry without a time stays behind the one that it followed. */
function inTime(events: unknown[]): unknown[] {
  let last = ''
  return events
    .map((event) => {
      last = timeOf(event) ?? last
      return { event, at: last }
    })
    .sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))
    .map(({ event }) => event)
}

function timeOf(event: unknown): string | undefined {
  if (typeof event !== 'object' || event === null || !('at' in event)) return undefined
  return typeof event.at === 'string' ? event.at : undefined
}
