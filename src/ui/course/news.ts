import type { CourseNews } from '../../engine/workbook/news.ts'
import { toType } from '../../to-type.ts'
import type { Look } from '../terminal/look.ts'
import { wrapText } from '../text/wrap.ts'

export interface NewsView extends CourseNews {
  /** Of the exercises with other checks: those that were passed before some of today's were there. */
  earlierVersion: string[]
}

/** What a newer course changed, what was left alone, and how to see the difference. Told once. */
export function renderNews(news: NewsView, look: Look): string {
  const { chalk, width } = look
  const commands = (...all: string[]) => all.map((command) => `    ${chalk.cyan(toType(command))}`)
  const said = (text: string) => wrapText(text, width - 2).map((line) => `  ${line}`)
  const lines = [
    ...wrapText('The course has changed since you were told last.', width).map((line) => chalk.bold(line)),
    ...(news.added.length > 0 ? said(`New: ${days(news.added)}.`) : []),
    ...(news.lessons.length > 0 ? said(`Lesson or quiz: ${days(news.lessons)}.`) : []),
    ...(news.refreshed.length > 0
      ? said(`Starters: ${list(news.refreshed)}. You had not edited ${them(news.refreshed)}, so yours is the new one.`)
      : []),
    ...(news.leftAlone.length > 0
      ? [
          ...said(
            `Starters: ${list(news.leftAlone)}. Left alone, because you edited ${them(news.leftAlone)}. What changed shows:`,
          ),
          ...commands(...news.leftAlone.slice(0, MOST_COMMANDS).map((ref) => `reset ${ref} --diff`)),
        ]
      : []),
    ...(news.checks.length > 0 ? said(`Checks: ${list(news.checks)}.`) : []),
    ...(news.earlierVersion.length > 0
      ? [
          ...said(`You passed an earlier version of ${list(news.earlierVersion)}. It stays passed; to judge it again:`),
          ...commands(...news.earlierVersion.slice(0, MOST_COMMANDS).map((ref) => `check ${ref}`)),
        ]
      : []),
  ]
  return `${lines.join('\n')}\n`
}

const MOST_COMMANDS = 3
const MOST_NAMED = 8

function list(names: readonly (string | number)[]): string {
  const shown = names.length > MOST_NAMED ? [...names.slice(0, MOST_NAMED), `${names.length - MOST_NAMED} more`] : names
  return new Intl.ListFormat('en').format(shown.map(String))
}

function days(numbers: number[]): string {
  return `${numbers.length === 1 ? 'day' : 'days'} ${list(numbers)}`
}

function them(names: string[]): string {
  return names.length === 1 ? 'it' : 'them'
}
