import { claimsOf, namedIn } from './names/claims.ts'
import { type Known, type Places, placesOf } from './names/places.ts'

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

export function namesOf({ days }: { days: readonly Known[] }): Names {
  const live = new Map(days.map(({ day, room }) => [day, room]))
  const places = placesOf(days)
  const { owner, namesake, numbered } = places
  const refs = refsOf(days, places)

  /** What may stand before the slash of a name that a ref had, the likeliest first. */
  function before(number: number, room: string | undefined): (number | string)[] {
    if (room === undefined) return [...new Set([...numbered(number), number])]
    const day = owner(room)
    if (day !== undefined) return [day]
    // Its number is another day's by now, or says as much as the folder.
    const alone = numbered(number).length === 0 ? [number] : []
    return [room, namesake(room) ?? alone].flat()
  }

  return {
    day: (number, room) => (room === undefined ? (numbered(number)[0] ?? number) : (owner(room) ?? namesake(room))),
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

/** Every ref that there is or was, with what it is today. What has a name today keeps it, whatever had it before. */
function refsOf(days: readonly Known[], places: Places): Map<string, string> {
  const refs = new Map(days.flatMap(namedIn).map(({ ref }) => [ref, ref]))
  const claims = claimsOf(days, places)
  const had = [
    ...claims.map(({ ref, name }) => ({ ref, name })),
    ...claims.flatMap(({ ref, maybe }) => maybe.map((name) => ({ ref, name }))),
  ]
  for (const { ref, name } of had) if (!refs.has(name)) refs.set(name, ref)
  return refs
}
