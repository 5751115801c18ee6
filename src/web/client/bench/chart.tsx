import type { BenchAbout } from '../../../engine/bench/about.ts'
import { type BarScale, decadesOf, sayLogScale, scaleOf, shareOf } from '../../../ui/bench/scale.ts'
import type { Measure } from '../../../ui/bench/wording.ts'
import { Axis, BenchBar } from './bench-bar.tsx'
import type { Row } from './rows.ts'

interface ChartProps {
  about: BenchAbout
  measure: Measure
  rows: Row[]
}

/** A bar for each server. It is a table, so that it can be read as one without the bars. */
export function Chart({ about, measure, rows }: ChartProps) {
  const scale = scaleOf(rows.flatMap(({ value, spread = [] }) => [...(value === undefined ? [] : [value]), ...spread]))
  const decades = decadesOf(scale)
  return (
    <div class="bench-chart">
      <table>
        <caption>
          <strong>{measure.subject(about)}</strong> <span class="soft">({measure.reading})</span>
        </caption>
        <tbody>
          {rows.map((row) => (
            <Line key={row.id} row={row} scale={scale} />
          ))}
        </tbody>
      </table>
      {decades.length > 0 && (
        <>
          <Axis decades={decades} />
          <p class="small soft">{sayLogScale(measure.unit)}</p>
        </>
      )}
    </div>
  )
}

function Line({ row: { title, value, text, note, isNow, isLearners, spread }, scale }: { row: Row; scale: BarScale }) {
  return (
    <tr class={isNow ? 'bench-now' : undefined}>
      <th scope="row">{title}</th>
      <td class="bench-place">
        <BenchBar
          share={value === undefined ? 0 : shareOf(value, scale)}
          spread={spread && [shareOf(spread[0], scale), shareOf(spread[1], scale)]}
          decades={decadesOf(scale)}
          isLearners={isLearners}
        />
      </td>
      <td class="bench-says">
        <span class="bench-value">{text}</span> <span class="bench-note">{note}</span>
      </td>
    </tr>
  )
}
