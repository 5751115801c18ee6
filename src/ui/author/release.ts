import type { Release, Renamed } from '../../author/release/changes.ts'
import type { Look } from '../terminal/look.ts'
import { wrapText } from '../text/wrap.ts'

/** What learners gain, meet and lose, a paragraph for each kind of change. */
export function renderRelease({ days, exercises, questions, topics, lost }: Release, look: Look): string {
  const { chalk, width } = look
  const parts: [title: string, lines: string[]][] = [
    ['New days', days.added.map(String)],
    ['Days whose folder has another name; their aliases keep what was done', days.renamed.map(sayRenamed)],
    ['Lessons or quizzes that changed', days.changed.map((day) => `day ${day}`)],
    ['New exercises', exercises.added],
    ['Renamed; their aliases keep what was done', [...exercises.renamed, ...questions.renamed].map(sayRenamed)],
    ['Starters that changed; who has edited theirs keeps it', exercises.starters],
    ['Checks that changed; a pass stays, "of an earlier version"', exercises.checks],
    ['New topics', topics.added],
    ['Topics that are called otherwise', topics.renamed.map(sayRenamed)],
    ['Topics that ask for more; a tick may go', topics.harder.map(({ id, more }) => `${id}: ${more.join(', ')}`)],
  ]
  const said = parts
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [chalk.bold(title), ...lines.map((line) => `  ${line}`)].join('\n'))
  const losses = lost.map(({ what, name, why, mend }) =>
    [
      ...wrapText(`${what} ${name}: ${why}`, width - 2).map((line) => `  ${line}`),
      ...(mend === undefined ? [] : wrapText(`${mend}.`, width - 4).map((line) => `    ${line}`)),
    ].join('\n'),
  )
  if (losses.length > 0) said.push([chalk.red.bold('What learners have done and would lose'), ...losses].join('\n'))
  else said.push(chalk.green('Nobody loses anything.'))
  return `${said.join('\n\n')}\n`
}

function sayRenamed({ from, to }: Renamed): string {
  return `${from} is ${to}`
}
