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
    ...movedDays(news.moved).flatMap(said),
    ...(news.renamed.length > 0
      ? said(`Exercises: ${list(news.renamed.map(({ from, to }) => `${from} is ${to}`))} now. What you did stays.`)
      : []),
    ...(news.staying.length > 0
      ? said(`Your files stay where they are: ${list(news.staying.map((each) => `${each.path} is ${sayOf(each)}`))}.`)
      : []),
    ...news.shadowed.flatMap(({ path, by }) =>
      said(`${path} has an earlier name and is not read, since ${by} is there. Move what you need of it.`),
    ),
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

/** `Days 5 to 30 are 6 to 31 now.` */
function movedDays(moved: CourseNews['moved']): string[] {
  const runs: CourseNews['moved'][] = []
  for (const day of moved) {
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (run && last && day.from === last.from + 1 && day.to === last.to + 1) run.push(day)
    else runs.push([day])
  }
  return runs.map((run) => {
    const [first, last] = [run[0], run.at(-1)]
    return run.length === 1
      ? `Day ${first?.from} is day ${first?.to} now.`
      : `Days ${first?.from} to ${last?.from} are ${first?.to} to ${last?.to} now.`
  })
}

function sayOf({ day, exercise }: CourseNews['staying'][number]): string {
  return exercise ?? `the folder of day ${day}`
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
