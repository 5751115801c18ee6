import type { Verdict } from '../engine/judge/verdict.ts'

/** A verdict as an author counts it: what became of it, and which checks caught it. */
export interface Outcome {
  status: Verdict['status']
  /** The checks that failed, or during which it ended; sorted. */
  caughtBy: string[]
  /** Of a project. */
  points?: number
}

export function outcomeOf(verdict: Verdict): Outcome {
  const caughtBy = new Set(verdict.checks.filter(({ status }) => status === 'failed').map(({ title }) => title))
  if ('lastCheck' in verdict && verdict.lastCheck !== undefined) caughtBy.add(verdict.lastCheck)
  const { status, score } = verdict
  return { status, caughtBy: [...caughtBy].sort(), ...(score && { points: score.points }) }
}

export function sameOutcome(a: Outcome, b: Outcome): boolean {
  return a.status === b.status && a.points === b.points && sameTitles(a.caughtBy, b.caughtBy)
}

export function sameTitles(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && [...a].sort().join('\n') === [...b].sort().join('\n')
}

/** `failed at "a" and "b"`, for a sentence. */
export function describeOutcome({ status, caughtBy, points }: Outcome): string {
  if (status === 'passed') return 'passed'
  const scored = points === undefined ? '' : `, with ${points} points`
  return `${status}${caughtBy.length === 0 ? '' : ` at ${quoteList(caughtBy)}`}${scored}`
}

export function quoteList(titles: readonly string[]): string {
  return titles.map((title) => `"${title}"`).join(' and ') || 'nothing'
}

/** Why it did not pass, in a line or two. */
export function reasonOf(verdict: Verdict): string {
  if ('message' in verdict) return verdict.message.split('\n')[0] ?? ''
  const failed = verdict.checks.find(({ status }) => status === 'failed')
  if (!failed) return ''
  const values = failed.expected === undefined ? '' : ` expected ${failed.expected}, received ${failed.received}`
  return `${failed.given ?? ''}${values || ` ${failed.message?.split('\n')[0] ?? ''}`}`.trim()
}
