import type { DayProgress, DayStatus } from '../../../tracker/day-progress.ts'
import { escaped } from '../page/html.ts'

const MARKS: Record<DayStatus, { mark: string; says: string }> = {
  done: { mark: '✓', says: 'done' },
  started: { mark: '◐', says: 'begun' },
  todo: { mark: '', says: 'not begun' },
  locked: { mark: '', says: 'behind a gate' },
  coming: { mark: '', says: 'not written yet' },
}

/** A cell for each day. Its mark says what its colour does; days that have a section lead to it. */
export function monthAtAGlance(days: readonly DayProgress[]): string {
  return `<ol class="month">\n${days.map(dayCell).join('\n')}\n</ol>
<p class="note">✓ done · ◐ begun</p>`
}

function dayCell({ day, title, status }: DayProgress): string {
  const { mark, says } = MARKS[status]
  const label = escaped(`Day ${day}, ${title}: ${says}`)
  const inside = `<span aria-hidden="true">${day}<i>${mark}</i></span>`
  const isThere = status === 'done' || status === 'started'
  return isThere
    ? `<li class="${status}"><a href="#day-${day}" title="${label}" aria-label="${label}">${inside}</a></li>`
    : `<li class="${status}" title="${label}"><span role="img" aria-label="${label}">${inside}</span></li>`
}
