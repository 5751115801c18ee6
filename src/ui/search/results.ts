import { toJson } from '../../json.ts'
import { toType } from '../../to-type.ts'
import type { Look } from '../terminal/look.ts'
import type { Choice } from '../terminal/menu.ts'
import { truncate } from '../text/fit.ts'
import { padTo } from '../text/width.ts'
import { drawSpans, wrapSpans } from '../text/wrap.ts'
import { highlightWords, type IsFound } from './context.ts'

/** One thing that was found, ready to be shown. */
export interface SearchHit {
  kind: string
  day: number
  title: string
  /** What tells it from others of its kind and day. */
  name: string
  score: number
  /** The line of it that says the words; empty where the title says them all. */
  context: string
  isFound: IsFound
  /** What opens it, as printed. */
  command: string
}

export interface SearchView {
  /** As it is typed again. */
  query: string
  hits: SearchHit[]
  /** How many more there are. */
  more: number
  has: 'all' | 'some'
  /** Titles of the days that hits are of, with what is to be said of them. */
  days: ReadonlyMap<number, string>
}

/** What was found, by day, the day with the best first. */
export function renderResults(view: SearchView, look: Look): string {
  const { chalk, width } = look
  const days = [...new Set(view.hits.map(({ day }) => day))]
  const blocks = days.map((day) => [
    ...wrapSpans([{ text: `Day ${day}  ${view.days.get(day) ?? ''}`, style: chalk.bold }], width).map(drawSpans),
    ...view.hits.filter((hit) => hit.day === day).flatMap((hit) => hitLines(hit, look)),
  ])
  const notes = [
    ...(view.has === 'some' ? [`Nothing has all of these words. This has some:`] : []),
    ...blocks.map((lines) => lines.join('\n')),
    ...(view.more > 0 ? [`${view.more} more: ${toType(`search ${view.query} --all`)}`] : []),
  ]
  return `${notes.join('\n\n')}\n`
}

/** The same for a menu. What a choice is about stands below it. */
export function resultChoices({ hits, days }: Pick<SearchView, 'hits' | 'days'>, look: Look): Choice<string>[] {
  const room = Math.max(16, look.width - 4)
  const widest = Math.max(...hits.map(({ kind }) => kind.length))
  return hits.map((hit, index) => ({
    name: truncate(`${String(hit.day).padStart(2)}  ${padTo(hit.kind, widest)}  ${hit.title}`, look, room),
    value: String(index),
    short: truncate(hit.title, look, room),
    description: [
      truncate(`Day ${hit.day}  ${days.get(hit.day) ?? ''}`, look),
      drawSpans(highlightWords(hit.context, hit.isFound, look)),
    ]
      .join('\n')
      .trimEnd(),
  }))
}

/** The same for programs, all of it. */
export function searchJson(result: Pick<SearchView, 'query' | 'hits' | 'has'> & { near: string[] }): string {
  const { query, has, near } = result
  const results = result.hits.map(({ kind, day, name, title, context, command, score }) => ({
    kind,
    day,
    name,
    title,
    context,
    command,
    score: Math.round(score * 100) / 100,
  }))
  return toJson({ query, has, results, near })
}

/** Nothing was found: what is spelled like it, and where to look. */
export function renderNothing(query: string, near: string[], { chalk }: Look): string {
  const hint =
    near.length > 0
      ? `Near it in spelling: ${near.join(', ')}. For example: ${toType(`search ${near[0]}`)}`
      : `Try another word, or see all there is: ${toType('list')}`
  return `${chalk.bold(`Nothing is found for "${query}".`)}\n${hint}\n`
}

function hitLines(hit: SearchHit, look: Look): string[] {
  const { chalk, width } = look
  const inner = (indent: number, lines: string[]) => lines.map((line) => ' '.repeat(indent) + line)
  const title = [...highlightWords(hit.title, hit.isFound, look), { text: `  (${hit.kind})`, style: chalk.dim }]
  const context = hit.context === '' ? [] : wrapSpans(highlightWords(hit.context, hit.isFound, look), width - 4)
  return [
    ...inner(2, wrapSpans(title, width - 2).map(drawSpans)),
    ...inner(4, context.map(drawSpans)),
    `    ${chalk.cyan(hit.command)}`,
  ]
}
