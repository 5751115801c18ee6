import { numberIn, splitAlias } from './alias.ts'
import { type Known, type Places, placesOf } from './places.ts'

/** What an exercise or a question says that it was called before. */
export interface Claim {
  /** Of today. */
  ref: string
  alias: string
  /** The same as a ref, by the number that its day has today; of a day that is gone, by what is left of that. */
  name: string
  /** Refs that may mean it as well, where nothing else is called so: records of older tools have numbers alone. */
  maybe: string[]
  /** The alias names a day by a number that several had: their folders. */
  unclear?: string[]
}

/** What is said of the day itself comes first. */
export function claimsOf(days: readonly Known[], places: Places = placesOf(days)): Claim[] {
  const claims = days.flatMap(namedIn).flatMap(({ day, ref, kind, aliases }) =>
    aliases.map((alias) => {
      const { place, id } = splitAlias(alias)
      const unclear = place === undefined ? undefined : sharedBy(place, places)
      const [first, ...others] = place === undefined ? [day] : meantBy(place, places)
      const claim = { ref, alias, name: `${first}/${kind}${id}`, maybe: others.map((each) => `${each}/${kind}${id}`) }
      return { isOfItsDay: place === undefined, claim: unclear ? { ...claim, unclear } : claim }
    }),
  )
  return claims.sort((a, b) => Number(b.isOfItsDay) - Number(a.isOfItsDay)).map(({ claim }) => claim)
}

/** The days that an alias may mean by a number or a folder, the likeliest first. A day that is gone is known by both. */
function meantBy(place: string, { owner, namesake, numbered, gone }: Places): (number | string)[] {
  const number = numberIn(place)
  if (number !== undefined) return [...new Set([...numbered(number), ...gone(number), number])]
  const day = owner(place)
  if (day !== undefined) return [day]
  const like = namesake(place)
  return [place, Number.parseInt(place, 10), ...(like === undefined ? [] : [like])]
}

/** The folders of all days that had a number; undefined for a folder, or where only one day had it. */
function sharedBy(place: string, { numbered, gone, folders }: Places): string[] | undefined {
  const number = numberIn(place)
  if (number === undefined || numbered(number).length + gone(number).length < 2) return undefined
  return folders(number)
}

interface Named {
  day: number
  ref: string
  kind: '' | 'quiz:'
  aliases: readonly string[]
}

/** The exercises and questions of a day. */
export function namedIn({ day, exercises, questionIds, questionAliases = {} }: Known): Named[] {
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
