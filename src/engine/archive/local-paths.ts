import { roomsOf } from '../course/earlier.ts'
import type { Course } from '../course/model.ts'
import { MARKER } from '../workbook/marker.ts'
import { placeHere, roomHere } from '../workbook/own-place.ts'

/** In front of a room, in the paths of a workbook: what starters were, and exercises that are written again. */
const ABOVE = [`${MARKER}/starters/`, 'review/', '']

export interface LocalPaths {
  /** Where a file of an archive belongs here: a workbook keeps the names that days and exercises had when they came to it. */
  here: (path: string) => string
  /** The path of a starter in the course, by that of a file of an exercise here. */
  inCourse: (path: string) => string
}

/** @param root of the workbook */
export function localPaths(root: string, { days }: Pick<Course, 'days'>): LocalPaths {
  const rooms = new Map<string, string>()
  const files = new Map<string, string>()
  const today = new Map<string, string>()
  for (const day of days) {
    for (const room of roomsOf(day)) rooms.set(room, roomHere(root, day))
    for (const exercise of day.exercises) {
      const { room, file } = placeHere(root, day, exercise)
      const own = `${day.room}/${exercise.file}`
      const end = file.endsWith('/') ? '/' : '.ts'
      for (const name of [own, ...(exercise.earlier ?? []).map((path) => path + end)]) {
        if (!files.has(name)) files.set(name, `${room}/${file}`)
      }
      today.set(`${room}/${file}`, own)
    }
  }
  return {
    here(path) {
      const above = ABOVE.find((folder) => path.startsWith(folder)) ?? ''
      const [room = '', ...rest] = path.slice(above.length).split('/')
      const within = renamed([room, ...rest].join('/'), files)
      if (within !== undefined) return above + within
      const other = rest.length > 0 ? rooms.get(room) : undefined
      return other === undefined ? path : `${above}${[other, ...rest].join('/')}`
    },
    inCourse: (path) => renamed(path, today) ?? path,
  }
}

/** By the name of the file, or of the folder that it is in. */
function renamed(path: string, names: ReadonlyMap<string, string>): string | undefined {
  const file = names.get(path)
  if (file !== undefined) return file
  const [room, name] = path.split('/')
  const folder = `${room}/${name}/`
  const to = path.startsWith(folder) ? names.get(folder) : undefined
  return to === undefined ? undefined : to + path.slice(folder.length)
}

/** Files under the paths that they have here. Where two would have the same, the one that has it already keeps it. */
export function withLocalPaths<T extends { path: string }>(files: readonly T[], { here }: LocalPaths): T[] {
  const taken = new Set(files.filter(({ path }) => here(path) === path).map(({ path }) => path))
  return files.map((file) => {
    const path = here(file.path)
    if (path === file.path || taken.has(path)) return file
    taken.add(path)
    return { ...file, path }
  })
}
