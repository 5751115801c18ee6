/** Where in the page one is. The server answers each of these addresses with the same document. */
export type Route =
  | { page: 'home' }
  | { page: 'day'; day: number }
  | { page: 'exercise'; day: number; id: string }
  | { page: 'quiz'; day: number }
  | { page: 'progress' }
  | { page: 'review' }
  | { page: 'search'; query: string }
  | { page: 'trace' }
  | { page: 'unknown' }

/** @example routeOf('/day/7/compose', '') // { page: 'exercise', day: 7, id: 'compose' } */
export function routeOf(pathname: string, search: string): Route {
  const [room = '', number = '', id] = pathname.split('/').filter(Boolean).map(decode)
  const day = Number(number)
  const isDay = Number.isInteger(day) && day > 0
  if (room === '') return { page: 'home' }
  if (room === 'day' && isDay) return id === undefined ? { page: 'day', day } : { page: 'exercise', day, id }
  if (room === 'quiz' && isDay) return { page: 'quiz', day }
  if (room === 'search') return { page: 'search', query: new URLSearchParams(search).get('q') ?? '' }
  if (room === 'progress' || room === 'review' || room === 'trace') return { page: room }
  return { page: 'unknown' }
}

export const dayPath = (day: number, section?: string) =>
  `/day/${day}${section === undefined ? '' : `#${encodeURIComponent(section)}`}`
export const exercisePath = (day: number, id: string) => `/day/${day}/${encodeURIComponent(id)}`
export const quizPath = (day: number) => `/quiz/${day}`
export const searchPath = (query: string) => `/search?q=${encodeURIComponent(query)}`

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
