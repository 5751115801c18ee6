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
  /** Whether the number of a day says too little of it: another had that before, or this one had another. */
  isUnclear: (number: number) => boolean
}

type Known = Pick<Day, 'day' | 'room' | 'aliases' | 'exercises' | 'questionIds' | 'questionAliases'>

export function namesOf({ days }: { days: readonly Known[] }): Names {
  const live = new Map(days.map(({ day, room }) => [day, room]))
  const places = placesOf(days)
  const { rooms, numbered } = places
  const refs = refsOf(days, places)

  /** What may stand before the slash of a name that a ref had, the likeliest first. */
  function before(number: number, room: string | undefined): (number | string)[] {
    if (room === undefined) return [...new Set([...numbered(number), number])]
    return [rooms(room) ?? room]
  }

  return {
    day: (number, room) => (room === undefined ? (numbered(number)[0] ?? number) : rooms(room)),
    ref(ref, room) {
      const slash = ref.indexOf('/')
      const rest = ref.slice(slash)
      const names = before(Number(ref.slice(0, slash)), room).map((place) => refs.get(`${place}${rest}`))
      return names.find((name) => name !== undefined)
    },
    room: (number) => live.get(number),
    isUnclear: (number) =>
      numbered(number).some((day) => day !== number) || days.some(({ day, aliases }) => day === number && aliases),
  }
}

/**
 * Which day has a folder, or had it. One that a day has today is its own. One that nobody speaks of (a newer version of the
 * course wrote it) is that of the only day that is called so, whatever its number.
 */
function roomsOf(days: readonly Known[]): Places['rooms'] {
  const before = days.flatMap(({ day, aliases = [] }) => aliases.map((room) => [room, day] as const))
  const rooms = new Map([...before, ...days.map(({ day, room }) => [room, day] as const)])
  const slugs = new Map<string, Set<number>>()
  for (const [room, day] of rooms) slugs.set(slugOf(room), new Set(slugs.get(slugOf(room))).add(day))
  return (room) => {
    const [day, ...others] = slugs.get(slugOf(room)) ?? []
    return rooms.get(room) ?? (others.length === 0 ? day : undefined)
  }
}

function slugOf(room: string): string {
  return room.replace(/^\d+-/, '')
}

/**
 * The days that had a number before, by that number. Whoever had it first comes first: aliases begin with the oldest, and a day
 * that was there earlier has more of them.
 */
function earlierNumbers(days: readonly Known[]): Map<number, number[]> {
  const had = days.flatMap(({ day, aliases = [] }) =>
    aliases.map((room, age) => ({ day, number: Number.parseInt(room, 10), age, length: aliases.length })),
  )
  const numbers = new Map<number, number[]>()
  for (const { day, number } of had.sort((a, b) => a.age - b.age || b.length - a.length)) {
    const there = numbers.get(number) ?? []
    if (!there.includes(day)) numbers.set(number, [...there, day])
  }
  return numbers
}

interface Places {
  /** The day that has a folder, or had it. */
  rooms: (room: string) => number | undefined
  /** The days that had a number, the first one first, and the one that has it. */
  numbered: (number: number) => number[]
}

function placesOf(days: readonly Known[]): Places {
  const earlier = earlierNumbers(days)
  const live = new Set(days.map(({ day }) => day))
  return {
    rooms: roomsOf(days),
    numbered: (number) => [...(earlier.get(number) ?? []), ...(live.has(number) ? [number] : [])],
  }
}

/** Every ref that there is or was, with what it is today. What has a name today keeps it, whatever had it before. */
function refsOf(days: readonly Known[], places: Places): Map<string, string> {
  const refs = new Map(days.flatMap(namedIn).map(({ ref }) => [ref, ref]))
  for (const { ref, names } of claimsOf(days, places))
    for (const name of names) if (!refs.has(name)) refs.set(name, ref)
  return refs
}

/** What an exercise or a question says that it was called before. */
export interface Claim {
  /** Of today. */
  ref: string
  alias: string
  /** The same as refs, by the numbers that days have today; of a day that is gone, by what is left of it. */
  names: string[]
  /** The alias names a day by a number that several had: their folders. */
  unclear?: string[]
}

/** What is said of the day itself comes first. */
export function claimsOf(days: readonly Known[], places: Places = placesOf(days)): Claim[] {
  const claims = days.flatMap(namedIn).flatMap(({ day, ref, kind, aliases }) =>
    aliases.map((alias) => {
      const { place, id } = splitAlias(alias)
      const meant = place === undefined ? [day] : spelled(place, places)
      const several = place !== undefined && /^\d+$/.test(place) && new Set(places.numbered(Number(place))).size > 1
      const names = [...new Set(meant.map((each) => `${each}/${kind}${id}`))]
      return {
        ref,
        alias,
        names,
        isOfItsDay: place === undefined,
        ...(several && { unclear: foldersNumbered(days, Number(place)) }),
      }
    }),
  )
  return claims.sort((a, b) => Number(b.isOfItsDay) - Number(a.isOfItsDay)).map(({ isOfItsDay: _, ...claim }) => claim)
}

/** The folders with this number, those of earlier included. */
function foldersNumbered(days: readonly Known[], number: number): string[] {
  const rooms = days.flatMap(({ room, aliases = [] }) => [room, ...aliases])
  return rooms.filter((room) => Number.parseInt(room, 10) === number)
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
  const day = rooms(place)
  return day === undefined ? [place, number] : [day]
}
