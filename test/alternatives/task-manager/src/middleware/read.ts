/** Reading what comes in, by hand: a rule for each field, which gives what is wrong with a value. */
import { Failure, type Wrong } from '../failure.ts'

/** A text about what is wrong, or the value as it is kept. */
type Rule = (value: unknown) => { wrong: string } | { value: unknown }

const is = (fits: boolean, value: unknown, wrong: string) => (fits ? { value } : { wrong })

const trimmed =
  (most: number): Rule =>
  (value) => {
    const text = typeof value === 'string' ? value.trim() : ''
    return is(text.length >= 1 && text.length <= most, text, `must be a text of 1 to ${most} characters`)
  }

const whole =
  (least: number, most: number): Rule =>
  (value) =>
    is(
      Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
      value,
      'must be a whole number in range',
    )

const STATUSES = new Set<unknown>(['todo', 'doing', 'done'])
const status: Rule = (value) => is(STATUSES.has(value), value, 'must be todo, doing or done')

const day: Rule = (value) => {
  const isDay = typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
  const date = new Date(isDay ? `${value}T00:00:00Z` : Number.NaN)
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(String(value))
  return is(isReal, value, 'must be a day')
}

const email: Rule = (value) => {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : ''
  return is(text.length <= 254 && /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text), text, 'must be an email address')
}

const description: Rule = (value) => is(typeof value === 'string' && value.length <= 2000, value, 'must be a text')

export const USER = { name: trimmed(100), email }
export const TASK = {
  title: trimmed(200),
  description,
  status,
  priority: whole(1, 5),
  dueOn: ((value) => (value === null ? { value } : day(value))) satisfies Rule,
}
export const CHANGE = { ...TASK, version: whole(1, Number.MAX_SAFE_INTEGER) }

/** The fields of a body. All that is wrong is said at once. */
export function fields<T>(body: unknown, rules: Record<string, Rule>, required: string[]): T {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid([wrongAt('', 'must be an object')])
  const given = new Map(Object.entries(body))
  const wrongs = required.filter((path) => !given.has(path)).map((path) => wrongAt(path, 'is missing'))
  const read: [string, unknown][] = []
  for (const [path, value] of given) {
    const rule = Object.hasOwn(rules, path) ? rules[path] : undefined
    const result = rule ? rule(value) : { wrong: 'is not known' }
    if ('wrong' in result) wrongs.push(wrongAt(path, result.wrong))
    else read.push([path, result.value])
  }
  if (wrongs.length > 0) throw invalid(wrongs.slice(0, 20))
  if (read.every(([path]) => path === 'version')) throw invalid([wrongAt('', 'must change something')])
  return Object.fromEntries(read) as T
}

const number =
  (least: number, most: number): Rule =>
  (value) =>
    /^\d{1,6}$/.test(String(value)) ? whole(least, most)(Number(value)) : { wrong: 'must be a number' }

const QUERY: Record<string, Rule> = {
  limit: number(1, 100),
  cursor: (value) => is(value !== '', value, 'must be a cursor'),
  sort: (value) => is(/^-?(createdAt|priority)$/.test(String(value)), value, 'must be an order'),
  status,
  priority: number(1, 5),
  dueBefore: day,
  search: (value) =>
    is(String(value).length >= 1 && String(value).length <= 100, value, 'must have 1 to 100 characters'),
}

/** The parameters that a list knows. */
export function parameters(query: URLSearchParams, known: string[]): Record<string, unknown> {
  const wrongs: Wrong[] = []
  const read: [string, unknown][] = []
  for (const path of known.filter((name) => query.has(name))) {
    const values = query.getAll(path)
    const result = values.length > 1 ? { wrong: 'is there twice' } : QUERY[path]?.(values[0])
    if (!result || 'wrong' in result) wrongs.push(wrongAt(path, result?.wrong ?? 'is not known'))
    else read.push([path, result.value])
  }
  if (wrongs.length > 0) throw invalid(wrongs)
  return Object.fromEntries(read)
}

const wrongAt = (path: string, message: string): Wrong => ({ path, message })

export const invalid = (details: Wrong[]) => new Failure(422, 'this makes no sense', details)
