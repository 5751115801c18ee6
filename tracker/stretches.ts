import { dayNumber } from './calendar.ts'

/** From an event to another with no break between them; epoch ms. */
export type Stretch = [from: number, to: number]

/** A longer gap between two events is a break. */
export const LONGEST_GAP_MS = 30 * 60_000
/** What a stretch is given for the time before its first event. */
export const BEGINNING_MS = 5 * 60_000

/** The stretches of these events and of those before. The order of either makes no difference. */
export function stretchesOf(times: readonly number[], before: readonly Stretch[] = []): Stretch[] {
  const all = [...before.map(([from, to]): Stretch => [from, to]), ...times.map((time): Stretch => [time, time])]
  all.sort((a, b) => a[0] - b[0])
  const stretches: Stretch[] = []
  for (const stretch of all) {
    const last = stretches.at(-1)
    if (last && stretch[0] - last[1] <= LONGEST_GAP_MS) last[1] = Math.max(last[1], stretch[1])
    else stretches.push(stretch)
  }
  return stretches
}

/**
 * Minutes at work by calendar day, up to today.
 *
 * The record holds moments, so the time between them is estimated, by one rule: a gap of up to 30 minutes between two events was
 * work, a longer one was a break and counts nothing, and each stretch is given 5 minutes for what came before its first event.
 * A stretch over midnight counts in both days. Days that lie ahead (a clock set wrong) do not count.
 */
export function minutesByDay(stretches: readonly Stretch[], now: Date): Map<number, number> {
  const today = dayNumber(now)
  const spent = new Map<number, number>()
  for (const [from, to] of stretches) {
    for (let at = from - BEGINNING_MS; at < to; ) {
      const end = Math.min(to, nextMidnight(at))
      const day = dayNumber(new Date(at))
      if (day <= today) spent.set(day, (spent.get(day) ?? 0) + end - at)
      at = end
    }
  }
  return new Map([...spent].map(([day, ms]) => [day, Math.round(ms / 60_000)]))
}

/** Every calendar day that a stretch touches, once, in order, up to today. */
export function daysOf(stretches: readonly Stretch[], now: Date): number[] {
  const today = dayNumber(now)
  const days = new Set<number>()
  for (const [from, to] of stretches) {
    const last = Math.min(today, dayNumber(new Date(to)))
    for (let day = dayNumber(new Date(from)); day <= last; day++) days.add(day)
  }
  return [...days]
}

function nextMidnight(time: number): number {
  const at = new Date(time)
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + 1).getTime()
}
