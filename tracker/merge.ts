import { currentVersion, type Migration, migrate, migrations as ourMigrations } from './migrations.ts'
import { unionOf } from './record-conflict.ts'
import { parseJson } from './record-text.ts'
import { parseStoredFile } from './schema.ts'

/** A record that comes from elsewhere. */
export type Arrived =
  | { state: 'good'; entries: unknown[] }
  /** From a newer version of the tool, in this format. */
  | { state: 'newer'; version: number }
  | { state: 'damaged' }

/** Reads the text of a progress.json that is not in its place. */
export function readArrived(text: string, migrations: readonly Migration[] = ourMigrations): Arrived {
  const file = parseStoredFile(parseJson(text))
  if (!file) return { state: 'damaged' }
  if (file.version > currentVersion(migrations)) return { state: 'newer', version: file.version }
  return { state: 'good', entries: migrate(file, migrations).events }
}

/**
 * Every entry of both, in the order of time; what stands in both is there once. The same, to the letter, whichever comes
 * first and however often: entries of one moment stand in the order of their text, and those without a time at the end.
 */
export function mergeEntries(a: readonly unknown[], b: readonly unknown[]): unknown[] {
  const { events } = unionOf([
    { version: 1, events: [...a] },
    { version: 1, events: [...b] },
  ])
  const keyed = events.map((event) => ({ event, at: timeOf(event), text: JSON.stringify(event) }))
  return keyed.sort((x, y) => compare(x.at, y.at) || compare(x.text, y.text)).map(({ event }) => event)
}

/** What `others` has beyond `own`: an entry that is there twice and here once counts once. */
export function entriesBeyond(own: readonly unknown[], others: readonly unknown[]): unknown[] {
  const left = countsOf(own)
  return others.filter((entry) => !takeOne(left, entry))
}

/** The entries without those of `gone`, each taken away as often as it stands there. */
export function entriesWithout(entries: readonly unknown[], gone: readonly unknown[]): unknown[] {
  return entriesBeyond(gone, entries)
}

function countsOf(entries: readonly unknown[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const entry of entries) {
    const text = JSON.stringify(entry)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return counts
}

function takeOne(counts: Map<string, number>, entry: unknown): boolean {
  const text = JSON.stringify(entry)
  const count = counts.get(text) ?? 0
  if (count > 0) counts.set(text, count - 1)
  return count > 0
}

function timeOf(entry: unknown): string {
  const at = typeof entry === 'object' && entry !== null && 'at' in entry ? entry.at : undefined
  // Behind every digit.
  return typeof at === 'string' ? at : '\uffff'
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
