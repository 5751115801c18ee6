import type { Roadmap, RoadmapPhaseProgress, RoadmapTopic } from '../../../tracker/roadmap.ts'
import type { Course } from '../../engine/course/model.ts'
import type { Look } from '../terminal/look.ts'
import { cleanText } from '../text/clean.ts'
import { truncate } from '../text/fit.ts'
import { padTo } from '../text/width.ts'

const WIDEST_BAR = 16
const SAID: Record<RoadmapTopic['status'], string> = { done: 'proved', todo: 'to do', coming: 'coming' }

/** The same proofs by the phases of the roadmap. */
export function renderRoadmap(course: Pick<Course, 'title'>, { phases, totals }: Roadmap, look: Look): string {
  const { chalk } = look
  const lines = [
    chalk.bold(truncate(`${cleanText(course.title)}: the roadmap`, look)),
    ...phases.flatMap((phase) => ['', phaseLine(phase, look), ...phase.topics.map((topic) => topicLine(topic, look))]),
    '',
    chalk.dim(
      `phases ${totals.phases.done}/${totals.phases.total}${look.unicode ? ' · ' : ', '}topics ${totals.topics.done}/${totals.topics.total}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}

function phaseLine({ phase, title, status, done, total }: RoadmapPhaseProgress, look: Look): string {
  const { chalk, width } = look
  if (look.plain) return `Phase ${phase}, ${cleanText(title)}: ${status}, ${done} of ${total}`
  const bar = width >= 60 ? `${barOf(done, total, look)} ` : ''
  const barWidth = bar === '' ? 0 : WIDEST_BAR + 1
  const count = `${done}/${total}`.padStart(5)
  const word = width >= 40 ? `  ${status.padEnd(7)}` : ''
  const room = width - barWidth - count.length - word.length - 1
  const name = padTo(truncate(`${String(phase).padStart(2)}  ${cleanText(title)}`, look, room), room)
  const paint = status === 'done' ? chalk.green : status === 'started' ? chalk.yellow : chalk.dim
  return `${chalk.bold.cyan(name)} ${bar}${count}${paint(word)}`.trimEnd()
}

function topicLine({ text, day, status }: RoadmapTopic, look: Look): string {
  const { chalk, unicode } = look
  if (look.plain) return `${SAID[status]}: ${cleanText(text)}${day === undefined ? '' : `, day ${day}`}`
  const sign =
    status === 'done'
      ? chalk.green(unicode ? '✓' : '+')
      : status === 'todo'
        ? unicode
          ? '○'
          : 'o'
        : chalk.dim(unicode ? '·' : '.')
  const where = day === undefined ? '' : `day ${day}`
  const room = look.width - 6 - (where === '' ? 0 : 8)
  const name = padTo(truncate(cleanText(text), look, room), room)
  return `    ${sign} ${status === 'coming' ? chalk.dim(name) : name}${chalk.dim(where.padStart(8))}`.trimEnd()
}

function barOf(done: number, total: number, { chalk, unicode }: Look): string {
  // Something proved shows at least one block, and only all of it shows a full bar.
  const blocks =
    total === 0 ? 0 : done === total ? WIDEST_BAR : Math.min(WIDEST_BAR - 1, Math.ceil((done / total) * WIDEST_BAR))
  const [full, empty] = unicode ? ['█', '░'] : ['#', '.']
  return chalk.green(full.repeat(blocks)) + chalk.dim(empty.repeat(WIDEST_BAR - blocks))
}
