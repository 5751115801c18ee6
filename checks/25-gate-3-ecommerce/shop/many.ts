/** Many requests: at once, in turn, page by page. */
import type { App } from 'backend-workbook/check'
import { type Answer, ask, dataOf } from './asking.ts'

/** As many at once, each with its number. */
export function atOnce<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(index)))
}

/** As many, of which twenty at most are under way. */
export async function inTurn<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  while (results.length < count) {
    const start = results.length
    results.push(...(await atOnce(Math.min(20, count - start), (index) => work(start + index))))
  }
  return results
}

/** How often each status was answered: `{ 201: 199, 500: 1 }`. */
export function tally(answers: Pick<Answer, 'status'>[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** All pages of a list, by their ids. */
export async function leafThrough(app: App, path: string, token?: string, between?: () => Promise<unknown>) {
  const ids: string[] = []
  let cursor: string | null = null
  for (let page = 1; page <= 50; page += 1) {
    const mark = path.includes('?') ? '&' : '?'
    const query: string = cursor === null ? '' : `${mark}cursor=${encodeURIComponent(cursor)}`
    const answer = await ask(app, 'GET', path + query, { token })
    ids.push(...dataOf<{ id: string }[]>(answer, 200, `page ${page} of GET ${path}`).map(({ id }) => id))
    cursor = (answer.body as { page?: { nextCursor?: string | null } }).page?.nextCursor ?? null
    if (cursor === null) return ids
    await between?.()
  }
  throw new Error(`GET ${path} has a next page after 50 pages, too`)
}
