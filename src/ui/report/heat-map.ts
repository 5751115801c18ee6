import type { Week } from '../../../tracker/pace.ts'
import { LEVELS, levelOf } from '../progress/heat-map.ts'
import { monthOf, WEEKDAYS } from '../text/date.ts'
import { durationOf } from '../text/duration.ts'

const CELL = 15
const STEP = 19
const LEFT = 34
const TOP = 20
/** A month at least is left room, so that the names above fit on the first evening; a year at most is drawn. */
const FEWEST_WEEKS = 5
const MOST_WEEKS = 53
/** A name of a month is wider than a column. */
const COLUMNS_OF_A_NAME = 2

/** The calendar of `course progress` as inline SVG: a column for each week, from Monday down. */
export function drawHeatMap(weeks: readonly Week[]): string {
  const shown = weeks.slice(-MOST_WEEKS)
  const width = LEFT + Math.max(FEWEST_WEEKS, shown.length) * STEP
  const height = TOP + 7 * STEP
  const rows = WEEKDAYS.flatMap((name, row) =>
    row % 2 === 0 && row < 6 ? [`<text x="0" y="${top(row) + 12}">${name}</text>`] : [],
  )
  return `<figure class="heat"><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Time at work on each day; the figures beside it sum it up.">
${monthNames(shown)}
${rows.join('')}
${shown.flatMap(drawWeek).join('\n')}
</svg>
<figcaption class="note">${legend()}</figcaption></figure>`
}

function drawWeek({ start, days }: Week, column: number): string[] {
  return days.flatMap((minutes, row) => {
    if (minutes === undefined) return []
    const place = `x="${LEFT + column * STEP}" y="${top(row)}" width="${CELL}" height="${CELL}" rx="3"`
    return [
      `<rect class="l${levelOf(minutes)}" ${place}><title>${WEEKDAYS[row]}, week of ${start}: ${durationOf(minutes)}</title></rect>`,
    ]
  })
}

function top(row: number): number {
  return TOP + row * STEP
}

/** Above the first week of each month, where the name before leaves room. */
function monthNames(weeks: readonly Week[]): string {
  const names: string[] = []
  let named = ''
  let free = 0
  for (const [column, { start }] of weeks.entries()) {
    const month = monthOf(start)
    if (month === named || column < free) continue
    named = month
    free = column + COLUMNS_OF_A_NAME
    names.push(`<text x="${LEFT + column * STEP}" y="12">${month}</text>`)
  }
  return names.join('')
}

function legend(): string {
  const square = (level: number) =>
    `<svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><rect class="l${level}" width="12" height="12" rx="2"/></svg>`
  return LEVELS.map(({ said }, level) => `<span class="key">${square(level)} ${said}</span>`).join(' ')
}
