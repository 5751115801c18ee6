import { parseDocument } from 'yaml'
import { type Outcome, sameTitles } from '../outcome.ts'

/** What an author says of a wrong answer. */
export interface Said {
  wrong?: string
  why?: string
}

const TODO = { wrong: 'TODO: what is wrong', why: 'TODO: why people do it' }

/** The head that an editable copy opens with before anything is known of it. */
export const EMPTY_HEAD = `wrong: '${TODO.wrong}'\nwhy: '${TODO.why}'\n`

/** Whether something is left for the author to say. */
export function isUnsaid(yaml: string): boolean {
  const head = parseDocument(yaml)
  return [head.get('wrong'), head.get('why')].some((text) => typeof text !== 'string' || /^TODO\b/.test(text))
}

/** The head with what the author says and the judge saw. What was there before keeps its words and its order. */
export function headOf(yaml: string, said: Said, outcome: Outcome): string {
  const document = parseDocument(yaml.trim() === '' ? EMPTY_HEAD : yaml)
  for (const [key, text] of Object.entries({ ...said }))
    if (text !== undefined) document.set(key, document.createNode(text))
  for (const key of ['wrong', 'why'] as const) if (!document.has(key)) document.set(key, TODO[key])
  const { fails = [] } = document.toJS() as { fails?: unknown }
  if (!isSameList(fails, outcome.caughtBy)) document.set('fails', outcome.caughtBy)
  if (outcome.status === 'failed') document.delete('status')
  else document.set('status', outcome.status)
  if (outcome.points === undefined) document.delete('score')
  else document.set('score', outcome.points)
  // Its files say so themselves.
  document.delete('without')
  return document.toString({ lineWidth: 0 })
}

function isSameList(fails: unknown, titles: string[]): boolean {
  return Array.isArray(fails) && sameTitles(fails.map(String), titles)
}
