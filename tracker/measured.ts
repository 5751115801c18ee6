import { NO_DAY } from './names-of-today.ts'
import type { EventOf, TrackerEvent } from './schema.ts'

/** The run that speaks for the benchmark of a day. */
export interface Measured extends Pick<EventOf<'bench'>, 'day' | 'at' | 'results' | 'judgement'> {
  /** How often it was run altogether. */
  runs: number
}

/** By day, in order: the latest run that was clear, or where none was, the latest. */
export function measuredOf(events: readonly TrackerEvent[]): Measured[] {
  const found = new Map<number, Measured>()
  for (const event of events) {
    if (event.type !== 'bench' || event.day === NO_DAY) continue
    const there = found.get(event.day)
    const runs = (there?.runs ?? 0) + 1
    const { day, at, results, judgement } = event
    found.set(day, there && !speaksLouder(event, there) ? { ...there, runs } : { day, at, results, judgement, runs })
  }
  return [...found.values()].sort((a, b) => a.day - b.day)
}

function speaksLouder(a: Pick<Measured, 'at' | 'judgement'>, b: Pick<Measured, 'at' | 'judgement'>): boolean {
  const clear = Number(isClear(a)) - Number(isClear(b))
  return clear > 0 || (clear === 0 && a.at >= b.at)
}

function isClear({ judgement }: Pick<Measured, 'judgement'>): boolean {
  return judgement.verdict === 'clear'
}
