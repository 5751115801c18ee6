import { splitAlias } from '../../names/alias.ts'
import type { Day, Exercise } from './model.ts'

/** The days, with where a learner's version of each exercise may lie since before: it stays where the learner has it. */
export function withEarlierPlaces(days: readonly Day[]): Day[] {
  return days.map((day) => ({
    ...day,
    exercises: day.exercises.map((exercise) => {
      const earlier = earlierPlaces(days, day, exercise)
      return earlier.length > 0 ? { ...exercise, earlier } : exercise
    }),
  }))
}

/** Every folder that a day has or had. */
export function roomsOf({ room, aliases = [] }: Pick<Day, 'room' | 'aliases'>): string[] {
  return [room, ...aliases]
}

function earlierPlaces(days: readonly Day[], day: Day, { id, aliases }: Exercise): string[] {
  const names = aliases.map(splitAlias)
  const own = [id, ...names.flatMap((name) => (name.place === undefined ? [name.id] : []))]
  const here = roomsOf(day).flatMap((room) => own.map((name) => `${room}/${name}`))
  const elsewhere = names.flatMap(({ place, id }) =>
    place === undefined ? [] : roomsMeant(days, place).map((room) => `${room}/${id}`),
  )
  return [...new Set([...here, ...elsewhere])].slice(1)
}

/** By a number, or by one of its folders: all that this day had. */
function roomsMeant(days: readonly Day[], place: string): string[] {
  const isMeant = (room: string) =>
    room === place || (/^\d+$/.test(place) && Number.parseInt(room, 10) === Number(place))
  const rooms = days
    .map(roomsOf)
    .filter((each) => each.some(isMeant))
    .flat()
  return /^\d+$/.test(place) ? rooms : [...new Set([place, ...rooms])]
}
