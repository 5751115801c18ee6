import { cursorOf } from '../schemas.ts'

/** One row more than `limit` was read: if it is there, there is a next page. */
export function pageOf<Row extends { serial: string }, Shown>(rows: Row[], limit: number, show: (row: Row) => Shown) {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { data: shown.map(show), page: { nextCursor: rows.length > limit && last ? cursorOf(last.serial) : null } }
}
