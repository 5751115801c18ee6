import type { Statement } from '../../engine/certificate/certificate.ts'
import { svgBar } from './bar.ts'
import { escaped } from './html.ts'

type Gate = Statement['gates'][number]

/** A gate with its scorecard: the points of the best attempt, by requirement. */
export function gateSection({ gate, day, title, status, score: best }: Gate): string {
  const score = status === 'todo' ? undefined : best
  const points = score ? `, ${score.points} of ${score.of} points; ${score.pass} are a pass` : ''
  const rows = score?.requirements.map(
    ({ title, points, of, must }) =>
      `<tr><th scope="row">${escaped(title)}${must ? ' (must be full)' : ''}</th><td class="bar">${svgBar(points / of, points === of ? 'good' : 'part')}</td><td>${points} of ${of}</td></tr>`,
  )
  const table = rows ? `\n<table>\n<caption>Points of the best attempt</caption>\n${rows.join('\n')}\n</table>` : ''
  return `<section class="gate">
<h3>Gate ${gate} (day ${day}): ${escaped(title)}</h3>
<p>${STATUS[status]}${points}.</p>${table}
</section>`
}

const STATUS: Record<Gate['status'], string> = {
  coming: 'Not written yet',
  todo: 'Not begun',
  started: 'Not passed yet',
  passed: 'Passed',
  forced: 'Not passed; went on without it',
}
