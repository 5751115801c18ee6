import type { Insight } from '../../author/insight/insight.ts'
import { escaped, escapedProse, htmlPage } from '../page/html.ts'
import {
  counted,
  type InsightView,
  rankedChecks,
  rankedHints,
  sayCompared,
  sayDoubts,
  sayRecords,
} from './insight-view.ts'

/** The whole of it as one page. It names no record, not even those that could not be read: it may be passed on. */
export function insightPage(view: InsightView): string {
  const { insight, title, notRead } = view
  const doubts = [...sayDoubts(view), ...(notRead.length > 0 ? [`${counted(notRead.length, 'record')} not read.`] : [])]
  const body = [
    `<h1>${escaped(title)}: what learners’ records show</h1>`,
    `<p class="note">${escaped(sayRecords(view))}</p>`,
    ...paragraphs(doubts),
    section('Checks that fail most', ['Check', 'Learners', 'Attempts'], checkRows(insight)),
    section('Hints that were needed', ['Exercise', 'Learners', 'Took hint 1, 2, …'], hintRows(insight)),
    section('Where those who have not finished were last', ['Last at', 'Learners', 'Passed it'], stopRows(insight)),
    section('Wrong answers that the course does not know', ['Ends at', 'Learners', 'Attempts'], unknownRows(insight)),
    ...paragraphs(sayCompared(insight)),
  ].join('\n')
  return htmlPage({ title: `${title}: insight`, style: STYLE, body })
}

function section(title: string, header: string[], rows: string[]): string {
  if (rows.length === 0) return `<section><h2>${title}</h2>\n<p>None.</p></section>`
  const head = header.map((text) => `<th scope="col">${text}</th>`).join('')
  return `<section><h2>${title}</h2>
<table>
<thead><tr>${head}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></section>`
}

function checkRows(insight: Insight): string[] {
  return rankedChecks(insight).map(({ of, check }) =>
    row(of.exercise, [check.title], [`${check.learners} of ${of.learners}`, String(check.attempts)]),
  )
}

function hintRows(insight: Insight): string[] {
  return rankedHints(insight).map(({ exercise, title, learners, hints }) =>
    row(exercise, [title], [String(learners), hints.map((hint) => String(hint.learners)).join(', ')]),
  )
}

function stopRows({ stops }: Insight): string[] {
  return stops.map(({ day, exercise, title, learners, passed }) =>
    row(exercise ?? `day ${day}`, [title], [String(learners), exercise ? String(passed) : '']),
  )
}

function unknownRows({ unknown }: Insight): string[] {
  return unknown.map(({ exercise, status, failing, all, learners, attempts }) =>
    row(`${exercise}, ${status}`, all ? ['every check'] : failing, [String(learners), String(attempts)]),
  )
}

/** What a row is about, on lines of their own, and its figures. */
function row(place: string, lines: string[], figures: string[]): string {
  const head = [`<span class="note">${escaped(place)}</span>`, ...lines.map(escapedProse)].join('<br>')
  return `<tr><th scope="row">${head}</th>${figures.map((each) => `<td>${escaped(each)}</td>`).join('')}</tr>`
}

function paragraphs(texts: string[]): string[] {
  return texts.map((text) => `<p class="note">${escaped(text)}</p>`)
}

/** What this page has beyond others. */
const STYLE = `
thead th { color: var(--soft); vertical-align: bottom }
thead th + th { text-align: right; padding-left: .75rem }
tbody th { overflow-wrap: anywhere; padding: .25rem 0 }
td { vertical-align: top; padding-top: .25rem }
table { break-inside: auto }
tr { break-inside: avoid }
`
