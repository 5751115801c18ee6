import type { Week } from '../../../tracker/pace.ts'
import type { Look } from '../terminal/look.ts'
import { monthOf, sayDate, WEEKDAYS } from '../text/date.ts'
import { durationOf } from '../text/duration.ts'
import { flow } from '../text/flow.ts'

const LABEL = 4
/** A column and the space behind it. */
const WEEK = 2
const MOST_WEEKS = 26

interface Level {
  /** Minutes from which it counts. */
  from: number
  /** Shades that differ without colour, too. */
  mark: [unicode: string, ascii: string]
  said: string
}

/** How deep a day's colour is. */
export const LEVELS: Level[] = [
  { from: 0, mark: ['·', '.'], said: 'none' },
  { from: 1, mark: ['░', '-'], said: 'under 1 h' },
  { from: 60, mark: ['▒', '+'], said: 'under 2 h' },
  { from: 120, mark: ['▓', '*'], said: 'under 4 h' },
  { from: 240, mark: ['█', '#'], said: '4 h or more' },
]

/** The index of a day's level. */
export function levelOf(minutes: number): number {
  return LEVELS.findLastIndex(({ from }) => minutes >= from)
}

/** The calendar with a column a week, as many of the last ones as fit, and what its marks mean; in words where the look is plain. */
export function renderHeatMap(weeks: readonly Week[], look: Look): string[] {
  if (weeks.length === 0) return []
  const room = Math.min(MOST_WEEKS, Math.floor((look.width - LABEL + 1) / WEEK))
  const shown = weeks.slice(-room)
  if (look.plain) return shown.map(sayWeek)
  const rows = WEEKDAYS.map((name, weekday) => {
    // Only this week's days can lie ahead, so what is left out stands at the end.
    const cells = shown.flatMap(({ days }) => (days[weekday] === undefined ? [] : [cell(days[weekday], look)]))
    return cells.length === 0 ? look.chalk.dim(name) : look.chalk.dim(name.padEnd(LABEL)) + cells.join(' ')
  })
  const meaning = LEVELS.map(({ mark, said }) => `${mark[look.unicode ? 0 : 1]} ${said}`)
  return [look.chalk.dim(monthsLine(shown)), ...rows, ...flow(meaning, look, '  ')]
}

function cell(minutes: number, { chalk, unicode }: Look): string {
  const mark = LEVELS[levelOf(minutes)]?.mark[unicode ? 0 : 1] ?? ' '
  return minutes === 0 ? chalk.dim(mark) : chalk.green(mark)
}

/** The name of each month over the first of its weeks where there is room for it. */
function monthsLine(weeks: readonly Week[]): string {
  let line = ''
  let named = ''
  for (const [index, { start }] of weeks.entries()) {
    const at = LABEL + index * WEEK
    const month = monthOf(start)
    if (month === named || line.length >= at) continue
    line = line.padEnd(at) + month
    named = month
  }
  return line
}

/** `Week of 23 Nov 2026: 3 days, 7 h 30 min` */
function sayWeek({ start, days }: Week): string {
  const busy = days.filter((minutes) => minutes !== undefined && minutes > 0).length
  const minutes = days.reduce<number>((sum, each) => sum + (each ?? 0), 0)
  const said = busy === 0 ? 'nothing recorded' : `${busy} ${busy === 1 ? 'day' : 'days'}, ${durationOf(minutes)}`
  return `Week of ${sayDate(start)}: ${said}`
}
