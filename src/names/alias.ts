/** What an exercise or a question was called: `map-limit`, or with the day that it was in, `5/map-limit` or `05-streams/map-limit`. */
export function splitAlias(alias: string): { place?: string; id: string } {
  const slash = alias.indexOf('/')
  return slash === -1 ? { id: alias } : { place: alias.slice(0, slash), id: alias.slice(slash + 1) }
}

/** The number, where a place is nothing else. */
export function numberIn(place: string): number | undefined {
  return /^\d+$/.test(place) ? Number(place) : undefined
}
