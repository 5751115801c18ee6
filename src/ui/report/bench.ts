import type { Measured } from '../../../tracker/measured.ts'
import { duration, type Spread, shortNumber } from '../../bench/compare.ts'
import type { BenchResult } from '../../bench/index.ts'
import { scaleOf, shareOf } from '../bench/scale.ts'
import { svgBar } from '../page/bar.ts'
import { escaped, escapedProse } from '../page/html.ts'
import { localDate } from '../text/date.ts'

/** What one benchmark showed on this machine: its headline, why, and two charts. */
export function benchSection({ day, at, results, judgement, runs }: Measured, title: string): string {
  const unclear =
    judgement.verdict === 'inconclusive'
      ? '<p class="state">Inconclusive: the rounds differed too much to tell.</p>'
      : ''
  const when = `${localDate(at)}${runs > 1 ? `, one of ${runs} runs` : ''}`
  return `<section class="bench">
<h3>Day ${day}: ${escaped(title)}</h3>
${unclear}<p><b>${escapedProse(String(judgement.headline ?? ''))}</b></p>
<p>${escapedProse(String(judgement.why ?? ''))}</p>
${chart('How long another route waits, median (less is better)', results, waitOf, duration)}
${chart('Requests answered in a second (more is better)', results, rateOf, (value) => `${shortNumber(value)}/s`)}
<p class="note">${when}</p>
</section>`
}

const waitOf = ({ pingP50 }: BenchResult) => medianOf(pingP50)
const rateOf = ({ requestsPerSecond }: BenchResult) => medianOf(requestsPerSecond)

/** A figure that could not be measured is null in the record, of which nobody vouches for the rest either. */
function medianOf(spread: Partial<Spread> | null | undefined): number | undefined {
  const median = spread?.[1]
  return typeof median === 'number' ? median : undefined
}

function chart(
  caption: string,
  results: readonly BenchResult[],
  read: (result: BenchResult) => number | undefined,
  say: (value: number) => string,
): string {
  const bars = results.flatMap((result) => {
    const value = read(result)
    return value === undefined ? [] : [{ title: result.title, value }]
  })
  if (bars.length === 0) return ''
  const scale = scaleOf(bars.map(({ value }) => value))
  const rows = bars.map(
    ({ title, value }) =>
      `<tr><th scope="row">${escaped(String(title))}</th><td class="bar">${svgBar(shareOf(value, scale), 'bar')}</td><td>${say(value)}</td></tr>`,
  )
  const log = scale.kind === 'log' ? '; bars on a logarithmic scale' : ''
  return `<table class="chart">\n<caption>${caption}${log}</caption>\n${rows.join('\n')}\n</table>`
}
