/** The stops of a rider, nearest first: `{ id, minutes }[]`. */
export function routeOf(stops) {
  return stops.toSorted((a, b) => a.minutes - b.minutes || a.id.localeCompare(b.id))
}
