import type { Day } from '../engine/course/model.ts'
import { splitAlias } from './alias.ts'

export type Known = Pick<Day, 'day' | 'room' | 'aliases' | 'exercises' | 'questionIds' | 'questionAliases'>

/** Where days are and were: their folders, and the numbers of these. */
export interface Places {
  /** The day that has a folder, or had it. */
  owner: (room: string) => number | undefined
  /** The only day that is called as a folder is which none has had, whatever its number: a newer version of the course may have it. */
  namesake: (room: string) => number | undefined
  /** The days that had a number, the first one first, and the one that has it. */
  numbered: (number: number) => number[]
  /** Folders with this number of which aliases speak, and which no day has or had: their days are gone. */
  gone: (number: number) => string[]
  /** Every folder with this number. */
  folders: (number: number) => string[]
}

export function placesOf(days: readonly Known[]): Places {
  const earlier = earlierNumbers(days)
  const live = new Set(days.map(({ day }) => day))
  // One that a day has today is its own, whoever had it before.
  const owners = new Map([
    ...days.flatMap(({ day, aliases = [] }) => aliases.map((room) => [room, day] as const)),
    ...days.map(({ day, room }) => [room, day] as const),
  ])
  const slugs = new Map<string, Set<number>>()
  for (const [room, day] of owners) slugs.set(slugOf(room), new Set(slugs.get(slugOf(room))).add(day))
  const lost = roomsIn(days).filter((room) => !owners.has(room))
  const gone = (number: number) => lost.filter((room) => numberOf(room) === number)
  return {
    owner: (room) => owners.get(room),
    namesake(room) {
      const [day, ...others] = slugs.get(slugOf(room)) ?? []
      return others.length === 0 ? day : undefined
    },
    numbered: (number) => [...new Set([...(earlier.get(number) ?? []), ...(live.has(number) ? [number] : [])])],
    gone,
    folders: (number) => [
      ...days.flatMap(({ room, aliases = [] }) => [room, ...aliases]).filter((room) => numberOf(room) === number),
      ...gone(number),
    ],
  }
}

function slugOf(room: string): string {
  return room.replace(/^\d+-/, '')
}

function numberOf(room: string): number {
  return Number.parseInt(room, 10)
}

/**
 * The days that had a number before, by that number. Whoever had it first comes first: aliases begin with the oldest, and a day
 * that was there earlier has more of them.
 */
function earlierNumbers(days: readonly Known[]): Map<number, number[]> {
  const had = days.flatMap(({ day, aliases = [] }) =>
    aliases.map((room, age) => ({ day, number: numberOf(room), age, length: aliases.length })),
  )
  const numbers = new Map<number, number[]>()
  for (const { day, number } of had.sort((a, b) => a.age - b.age || b.length - a.length)) {
    numbers.set(number, [...(numbers.get(number) ?? []), day])
  }
  return numbers
}

/** The folders that aliases of exercises and questions name, each once. */
function roomsIn(days: readonly Known[]): string[] {
  const aliases = days.flatMap(({ exercises, questionAliases = {} }) => [
    ...exercises.flatMap((exercise) => exercise.aliases),
    ...Object.values(questionAliases).flat(),
  ])
  const rooms = aliases.map((alias) => splitAlias(alias).place ?? '').filter((place) => place.includes('-'))
  return [...new Set(rooms)]
}
