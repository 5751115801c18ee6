import type { ExerciseRef } from '../../engine/course/model.ts'
import type { CheckOutcome } from '../../engine/judge/verdict.ts'
import { missingMusts, type Score, sayMark } from '../../score.ts'
import { toType } from '../../to-type.ts'
import type { Look } from '../terminal/look.ts'
import { truncate } from '../text/fit.ts'
import { padTo, textWidth } from '../text/width.ts'
import { wrapText } from '../text/wrap.ts'

export interface ScorecardView {
  ref: ExerciseRef
  score: Score
  checks: readonly CheckOutcome[]
}

/** Below this the bars go. */
const ROOMY = 48
const LONGEST_BAR = 24
const SHORTEST_BAR = 6

/** What a project got: a line with a bar for each requirement, the total, the mark, and what to mend first. */
export function renderScorecard({ ref, score, checks }: ScorecardView, look: Look): string[] {
  const { chalk, width } = look
  const marks = score.requirements.map(({ points, of }) => `${points}/${of}`)
  const markWidth = Math.max(...marks.map(textWidth))
  const titles = score.requirements.map(({ title }) => title)
  const titleWidth = Math.min(Math.max(...titles.map(textWidth)), width - markWidth - 2 - barSpace(width))
  const barWidth = Math.min(LONGEST_BAR, width - titleWidth - markWidth - 4)
  const rows = score.requirements.map(({ title, points, of }, index) => {
    if (look.plain) return `${title}: ${points} of ${of} points`
    const name = padTo(truncate(title, look, titleWidth), titleWidth)
    const mark = (marks[index] ?? '').padStart(markWidth)
    const paint = points === of ? chalk.green : points === 0 ? chalk.red : chalk.yellow
    const bar = width < ROOMY ? '' : `  ${drawShare(points / of, barWidth, look, paint)}`
    return `${name}${bar}  ${paint(mark)}`
  })
  const total = wrapText(`${score.points} of ${score.of} points; ${sayMark(score)}.`, width)
  return [
    ...rows,
    '',
    ...total.map((line) => chalk.bold(line)),
    ...mendFirst(ref, score, checks).flatMap((line) => wrapText(line, width)),
  ]
}

/** The requirement that misses most, of those that must be full where there are such, and the first of its checks that failed. */
function mendFirst(ref: ExerciseRef, score: Score, checks: readonly CheckOutcome[]): string[] {
  const musts = missingMusts(score)
  const candidates = musts.length > 0 ? musts : [...score.requirements]
  const missing = candidates.sort((a, b) => b.of - b.points - (a.of - a.points))[0]
  if (!missing || missing.points === missing.of) return []
  const { id, title, of, points } = missing
  const check = checks.find((each) => each.requirement === id && each.status === 'failed')
  const start = `Mend first: ${title}, ${of - points} ${of - points === 1 ? 'point' : 'points'}`
  if (!check) return [`${start}.`]
  const read = check.read ? [`Read: ${toType(`day ${ref.split('/')[0]} --section ${check.read}`)}`] : []
  return [`${start}, from “${check.title}”.`, ...read]
}

function barSpace(width: number): number {
  return width < ROOMY ? 0 : SHORTEST_BAR + 2
}

function drawShare(share: number, columns: number, { unicode, chalk }: Look, paint: (text: string) => string): string {
  const whole = share >= 1 ? columns : Math.min(columns - 1, Math.round(share * columns))
  const filled = share > 0 ? Math.max(1, whole) : 0
  return paint((unicode ? '█' : '#').repeat(filled)) + chalk.dim((unicode ? '░' : '.').repeat(columns - filled))
}
