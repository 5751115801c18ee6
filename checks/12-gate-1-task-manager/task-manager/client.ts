/** What the checks of the task manager share: asking, and making the people and tasks that they ask about. */
import { type App, expect } from 'backend-workbook/check'

export const USERS = '/api/v1/users'
export const TASKS = '/api/v1/tasks'

export interface User {
  id: string
  name: string
  email: string
  createdAt: string
  updatedAt: string
}

export interface Task {
  id: string
  ownerId: string
  title: string
  description: string
  status: string
  priority: number
  dueOn: string | null
  version: number
  createdAt: string
  updatedAt: string
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  /** The body as JSON; undefined when it is none. */
  body: unknown
}

export interface Asking {
  /** Who asks: a user, or what to write into X-User-Id. */
  as?: { id: string } | string
  /** Sent as JSON; a text or bytes as they are. */
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

export async function ask(app: App, method: string, path: string, asking: Asking = {}): Promise<Answer> {
  const { as, body, headers, signal } = asking
  const response = await app.fetch(path, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(as !== undefined && { 'x-user-id': typeof as === 'string' ? as : as.id }),
      ...headers,
    },
    ...(body !== undefined && { body: bytesOf(body) }),
    ...(signal && { signal }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: jsonOf(text) }
}

function bytesOf(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string' || body instanceof Uint8Array) return body as string | Uint8Array<ArrayBuffer>
  return JSON.stringify(body)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What lies below `data`, in an answer that must have this status. */
export function dataOf<T>(answer: Answer, status: number, given: string): T {
  expect(answer.status, given).toBe(status)
  expect(answer.body, `the body that ${given} is answered with`).toHaveProperty('data')
  return (answer.body as { data: T }).data
}

/** Ids that the server has not given: some look like those of a database, and some nearly. */
export const UNKNOWN_IDS = ['0'.repeat(24), '0'.repeat(25), `x${'0'.repeat(24)}`, 'nothing', 'abcdefghijkl']

let people = 0

/** An email that nobody in this run has had. */
export function newEmail(): string {
  people += 1
  return `person-${people}-${process.pid}@team.example`
}

export async function newUser(app: App, name = 'Ada'): Promise<User> {
  const body = { name, email: newEmail() }
  return dataOf<User>(await ask(app, 'POST', USERS, { body }), 201, `POST ${USERS} with ${JSON.stringify(body)}`)
}

export async function newTask(app: App, as: User, fields: Partial<Task> = {}): Promise<Task> {
  const body = { title: 'call the mill', ...fields }
  return dataOf<Task>(await ask(app, 'POST', TASKS, { as, body }), 201, `POST ${TASKS} with ${JSON.stringify(body)}`)
}

export async function readTask(app: App, as: User, { id }: Task, when = ''): Promise<Task> {
  return dataOf<Task>(await ask(app, 'GET', `${TASKS}/${id}`, { as }), 200, `GET of a task${when}`)
}

/** Waits until a time that is taken now is later than this one. */
export async function untilLater(time: string): Promise<void> {
  while (new Date().toISOString() <= time) await new Promise((resolve) => setTimeout(resolve, 1))
}

export interface Page<T> {
  data: T[]
  nextCursor: string | null
}

/** One page of a list; `query` without the question mark. */
export async function readPage<T>(app: App, path: string, query: string, as?: User): Promise<Page<T>> {
  const given = `GET ${path}?${query}`
  const answer = await ask(app, 'GET', `${path}?${query}`, as && { as })
  const data = dataOf<T[]>(answer, 200, given)
  expect(Array.isArray(data) ? 'a list' : typeof data, `the data of ${given}`).toBe('a list')
  const { page } = answer.body as { page?: { nextCursor?: unknown } }
  const cursor = page?.nextCursor
  expect(cursor === null ? 'null' : typeof cursor, `page.nextCursor of ${given}`).toMatch(/^(string|null)$/)
  return { data, nextCursor: cursor as string | null }
}

const MOST_PAGES = 60

/** All pages of a list, from the first to the last; `between` is called after each that is not the last. */
export async function walk<T>(
  app: App,
  path: string,
  query: string,
  as?: User,
  between: (page: T[]) => Promise<void> = async () => undefined,
): Promise<T[][]> {
  const pages: T[][] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const next: Page<T> = await readPage(
      app,
      path,
      (cursor && `${query}&cursor=${encodeURIComponent(cursor)}`) || query,
      as,
    )
    pages.push(next.data)
    cursor = next.nextCursor
    if (cursor !== null) await between(next.data)
    expect(pages.length, `pages of GET ${path}?${query} until nextCursor is null`).toBeLessThan(MOST_PAGES)
  }
  return pages
}

export interface Detail {
  path?: unknown
  message?: unknown
}

/** What an error says about single fields. */
export function detailsOf({ body }: Answer): Detail[] {
  const details = (body as { error?: { details?: Detail[] } } | undefined)?.error?.details
  return Array.isArray(details) ? details : []
}

/** A 422. Where it has details, each has a path and a message; whether it has them is for other checks to see. */
export function expectInvalid(answer: Answer, given: string): void {
  expect(answer.status, given).toBe(422)
  const detail = { path: expect.any(String), message: expect.stringMatching(/\S/) }
  for (const each of detailsOf(answer)) expect(each, `a detail that ${given} is answered with`).toMatchObject(detail)
}

export const titlesOf = (tasks: Task[]) => tasks.map(({ title }) => title)

/** How often each status was answered: `{ 201: 199, 500: 1 }`. */
export function tally(statuses: number[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** As many at once, each with its number. */
export function atOnce<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(index)))
}

/** Asks all of it at once, and then looks at the answers in their order. */
export async function askAll<T>(
  rows: T[],
  request: (row: T) => Promise<Answer>,
  look: (answer: Answer, row: T) => void,
) {
  const answers = await Promise.all(rows.map(request))
  for (const [index, row] of rows.entries()) {
    const answer = answers[index]
    if (answer) look(answer, row)
  }
}
