import type { Insight } from '../../author/insight/insight.ts'
import { svgBar } from '../page/bar.ts'
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
    section('Checks that fail most', ['Exercise', 'Check', 'Share', 'Learners', 'Attempts'], checkRows(insight)),
    section(
      'Hints that were needed',
      ['Exercise', 'Title', 'Learners', 'Learners who took hint 1, 2, …'],
      hintRows(insight),
    ),
    section(
      'Where those who have not finished were last',
      ['Last at', 'Title', 'Learners', 'Passed it'],
      stopRows(insight),
    ),
    section(
      'Wrong answers that the course does not know',
      ['Exercise', 'Ends', 'At', 'Learners', 'Attempts'],
      unknownRows(insight),
    ),
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
    row(of.exercise, [
      textCell(check.title),
      `<td class="bar">${svgBar(check.learners / of.learners, 'part')}</td>`,
      cell(`${check.learners} of ${of.learners}`),
      cell(String(check.attempts)),
    ]),
  )
}

function hintRows(insight: Insight): string[] {
  return rankedHints(insight).map(({ exercise, title, learners, hints }) =>
    row(exercise, [
      textCell(title),
      cell(String(learners)),
      cell(hints.map((hint) => String(hint.learners)).join(', ')),
    ]),
  )
}

function stopRows({ stops }: Insight): string[] {
  return stops.map(({ day, exercise, title, learners, passed }) =>
    row(exercise ?? `day ${day}`, [textCell(title), cell(String(learners)), cell(exercise ? String(passed) : '')]),
  )
}

function unknownRows({ unknown }: Insight): string[] {
  return unknown.map(({ exercise, status, failing, all, learners, attempts }) =>
    row(exercise, [
      textCell(status),
      all ? textCell('every check') : `<td class="text">${failing.map(escapedProse).join('<br>')}</td>`,
      cell(String(learners)),
      cell(String(attempts)),
    ]),
  )
}

function row(name: string, cells: string[]): string {
  return `<tr><th scope="row">${escaped(name)}</th>${cells.join('')}</tr>`
}

function textCell(text: string): string {
  return `<td class="text">${escapedProse(text)}</td>`
}

function cell(text: string): string {
  return `<td>${escaped(text)}</td>`
}

function paragraphs(texts: string[]): string[] {
  return texts.map((text) => `<p class="note">${escaped(text)}</p>`)
}

/** What this page has beyond others. */
const STYLE = `
thead th { color: var(--soft); padding-left: .75rem }
th:first-child { padding-left: 0 }
tbody th, td { vertical-align: top }
td.text { text-align: left; white-space: normal; overflow-wrap: anywhere }
td.bar { width: 15%; padding-top: .5rem }
table { break-inside: auto }
tr { break-inside: avoid }
`
