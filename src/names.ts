import type { Day } from './engine/course/model.ts'

/**
 * What a course calls its days, exercises and questions today, by what it called them before.
 *
 * A day is known by its folder, `05-streams`, and by those that it had before; its number alone may have been another day's.
 * A ref is `5/map-limit` or `5/quiz:promise-order`.
 */
export interface Names {
  /**
   * The number that a day has today. Without the folder that it had then, the day that had this number first; undefined
   * for a folder that the course does not know.
   */
  day: (number: number, room?: string) => number | undefined
  /** The ref that an exercise or a question has today; undefined where the course has none that was called so. */
  ref: (ref: string, room?: string) => string | undefined
  /** The folder of the day that has this number today. */
  room: (number: number) => string | undefined
  /** Whether a day had this number that has another one today: a number alone does not tell which is meant. */
  isShared: (number: number) => boolean
}

type Known = Pick<Day, 'day' | 'room' | 'aliases' | 'exercises' | 'questionIds' | 'questionAliases'>

export function namesOf({ days }: { days: readonly Known[] }): Names {
  const live = new Map(days.map(({ day, room }) => [day, room]))
  const rooms = roomsOf(days)
  const earlier = earlierNumbers(days)
  const numbered = (number: number) => [...(earlier.get(number) ?? []), ...(live.has(number) ? [number] : [])]
  const refs = refsOf(days, { rooms, numbered })

  /** What may stand before the slash of a name that a ref had, the likeliest first. */
  function placesOf(number: number, room: string | undefined): (number | string)[] {
    if (room === undefined) return [...new Set([...numbered(number), number])]
    return [rooms.get(room) ?? room]
  }

  return {
    day: (number, room) => (room === undefined ? (numbered(number)[0] ?? number) : rooms.get(room)),
    ref(ref, room) {
      const slash = ref.indexOf('/')
      const rest = ref.slice(slash)
      const names = placesOf(Number(ref.slice(0, slash)), room).map((place) => refs.get(`${place}${rest}`))
      return names.find((name) => name !== undefined)
    },
    room: (number) => live.get(number),
    isShared: (number) => (earlier.get(number) ?? []).some((day) => day !== number),
  }
}

/** Which day has a folder, or had it. One that a day has today is its own. */
function roomsOf(days: readonly Known[]): Map<string, number> {
  const before = days.flatMap(({ day, aliases = [] }) => aliases.map((room) => [room, day] as const))
  return new Map([...before, ...days.map(({ day, room }) => [room, day] as const)])
}

/** The days that had a number before, by that number: the one with the most earlier folders had it first. */
function earlierNumbers(days: readonly Known[]): Map<number, number[]> {
  const byAge = [...days].sort((a, b) => (b.aliases?.length ?? 0) - (a.aliases?.length ?? 0))
  const numbers = new Map<number, number[]>()
  for (const { day, aliases = [] } of byAge) {
    for (const number of new Set(aliases.map((room) => Number.parseInt(room, 10)))) {
      numbers.set(number, [...(numbers.get(number) ?? []), day])
    }
  }
  return numbers
}

interface Places {
  rooms: ReadonlyMap<string, number>
  numbered: (number: number) => number[]
}

/** Every ref that there is or was, with what it is today. What has a name today keeps it, whatever had it before. */
function refsOf(days: readonly Known[], places: Places): Map<string, string> {
  const named = days.flatMap(namedIn)
  const refs = new Map(named.map(({ ref }) => [ref, ref]))
  const add = (name: string, ref: string) => refs.has(name) || refs.set(name, ref)
  for (const isOfItsDay of [true, false]) {
    for (const { day, ref, kind, aliases } of named) {
      for (const alias of aliases) {
        const { place, id } = splitAlias(alias)
        if ((place === undefined) !== isOfItsDay) continue
        for (const each of place === undefined ? [day] : spelled(place, places)) add(`${each}/${kind}${id}`, ref)
      }
    }
  }
  return refs
}

interface Named {
  day: number
  ref: string
  kind: '' | 'quiz:'
  aliases: readonly string[]
}

function namedIn({ day, exercises, questionIds, questionAliases = {} }: Known): Named[] {
  return [
    ...exercises.map(({ id, aliases }) => ({ day, ref: `${day}/${id}`, kind: '' as const, aliases })),
    ...questionIds.map((id) => ({
      day,
      ref: `${day}/quiz:${id}`,
      kind: 'quiz:' as const,
      aliases: questionAliases[id] ?? [],
    })),
  ]
}

/** `map-limit`, or with the day that it was in, `5/map-limit` or `05-streams/map-limit`. */
export function splitAlias(alias: string): { place?: string; id: string } {
  const slash = alias.indexOf('/')
  return slash === -1 ? { id: alias } : { place: alias.slice(0, slash), id: alias.slice(slash + 1) }
}

/** The places that an alias may mean by a number or a folder. A day that is gone is known by both. */
function spelled(place: string, { rooms, numbered }: Places): (number | string)[] {
  const number = Number.parseInt(place, 10)
  if (/^\d+$/.test(place)) return [...numbered(number), number]
  const day = rooms.get(place)
  return day === undefined ? [place, number] : [day]
}
