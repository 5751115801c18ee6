import { readFileSync } from 'node:fs'
import { type Names, namesOf } from '../../names.ts'
import type { Course, ExerciseRef } from '../course/model.ts'

/** What a learner was told of their course last: checksums by day and by exercise. */
export interface Seen {
  /** The title: a workbook that another course is tried on is told nothing of either. */
  course: string
  /** By the days of then: their folders. Older tools did not keep them. */
  rooms: Record<string, string>
  lessons: Record<string, string>
  checks: Record<string, string>
  starters: Record<string, string>
  /** What of theirs lies under an earlier name, as far as they were told (elsewhere.ts). */
  told?: string[]
}

/** The same under the names that the course has today. */
export interface SeenToday {
  seen: Seen
  moved: { from: number; to: number }[]
  renamed: { from: ExerciseRef; to: ExerciseRef }[]
  /** Days of today whose folder had another name. */
  otherRooms: ReadonlySet<number>
}

export function underNamesOfToday(kept: Seen, course: Pick<Course, 'days'>): SeenToday {
  const names = namesOf(course)
  const seen: Seen = { ...kept, rooms: {}, lessons: {}, checks: {}, starters: {} }
  const moved: SeenToday['moved'] = []
  const renamed = new Map<string, string>()
  const otherRooms = new Set<number>()
  for (const [number, digest] of Object.entries(kept.lessons)) {
    const from = Number(number)
    const room = kept.rooms[number]
    const to = dayToday(names, from, room)
    if (to === undefined) continue
    seen.lessons[to] = digest
    if (room !== undefined) seen.rooms[to] = room
    if (to !== from) moved.push({ from, to })
    if (to !== from || (room !== undefined && names.room(to) !== room)) otherRooms.add(to)
  }
  for (const table of ['checks', 'starters'] as const) {
    for (const [ref, digest] of Object.entries(kept[table])) {
      const [number = '', id = ''] = ref.split('/')
      const room = kept.rooms[number]
      const day = dayToday(names, Number(number), room)
      if (day === undefined) continue
      const to = names.ref(ref, room) ?? `${day}/${id}`
      seen[table][to] = digest
      if (to !== `${day}/${id}`) renamed.set(ref, to)
    }
  }
  const pairs = [...renamed].map(([from, to]) => ({ from: from as ExerciseRef, to: to as ExerciseRef }))
  return { seen, moved: moved.sort((a, b) => a.from - b.from), renamed: pairs, otherRooms }
}

/** A day that cannot be read today keeps its number, unless another has that now. */
function dayToday(names: Names, number: number, room: string | undefined): number | undefined {
  return names.day(number, room) ?? (names.room(number) === undefined ? number : undefined)
}

/** A day that cannot be read today is not new once it can be again. */
export function withEarlier(before: Seen | undefined, now: Seen): Seen {
  if (!before) return now
  return {
    ...now,
    rooms: { ...before.rooms, ...now.rooms },
    lessons: { ...before.lessons, ...now.lessons },
    checks: { ...before.checks, ...now.checks },
    starters: { ...before.starters, ...now.starters },
  }
}

export function readSeen(file: string): Seen | undefined {
  try {
    const { course, rooms = {}, lessons, checks, starters, told } = JSON.parse(readFileSync(file, 'utf8'))
    const isWhole = [rooms, lessons, checks, starters].every(isTable)
    return isWhole ? { course, rooms, lessons, checks, starters, ...(Array.isArray(told) && { told }) } : undefined
  } catch {
    return undefined
  }
}

function isTable(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}
