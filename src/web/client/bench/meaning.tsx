import type { BenchAbout } from '../../../engine/bench/about.ts'
import {
  otherColumns,
  RATE,
  sayInconclusive,
  sayLastTime,
  sayLeftOut,
  sayMachine,
  sayTurns,
  WAIT,
  waitBefore,
} from '../../../ui/bench/wording.ts'
import type { BenchReport } from '../../api.ts'
import { Said } from '../parts/said.tsx'
import { sayWithSpread } from './rows.ts'

/** What the figures mean, as the terminal says it, and all of them as a table. */
export function Meaning({ about, report }: { about: BenchAbout; report: BenchReport }) {
  const { judgement, leftOut, rounds, machine, previous, results } = report
  const inconclusive = sayInconclusive(judgement, rounds)
  const lastTime = previous && sayLastTime(previous, results)
  return (
    <>
      {inconclusive !== undefined && <p class="notice">{inconclusive}</p>}
      <p>
        <strong>{judgement.headline}</strong>
      </p>
      {[judgement.why, ...(judgement.notes ?? [])].map((text) => (
        <p key={text}>
          <Said text={text} />
        </p>
      ))}
      {leftOut.map(({ id, ...left }) => (
        <LeftOut key={id} {...sayLeftOut(left)} />
      ))}
      <Figures about={about} report={report} />
      {lastTime !== undefined && <p>{lastTime}</p>}
      <p class="small soft">
        In brackets: the smallest and the largest of the rounds, whose median stands before them. {sayTurns(report)};{' '}
        {sayMachine(machine)}
      </p>
    </>
  )
}

function LeftOut({ why, printed }: ReturnType<typeof sayLeftOut>) {
  return (
    <div class="notice stack">
      <p>
        <Said text={why} />
      </p>
      {printed.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <pre class="output" tabIndex={0}>
          {printed.join('\n')}
        </pre>
      )}
    </div>
  )
}

function Figures({ about, report: { results, previous } }: { about: BenchAbout; report: BenchReport }) {
  const columns = otherColumns(results)
  const before = previous && results.map((result) => waitBefore(previous, result))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div class="bench-figures" tabIndex={0}>
      <table>
        <caption>All figures</caption>
        <thead>
          <tr>
            <td />
            {[
              `${about.ping} waits`,
              'answered',
              ...columns.map(([name]) => name),
              ...(before ? ['last time'] : []),
            ].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {results.map((result, index) => (
            <tr key={result.id}>
              <th scope="row">{result.title}</th>
              <td>{sayWithSpread(WAIT, result)}</td>
              <td>{sayWithSpread(RATE, result)}</td>
              {columns.map(([name, read]) => (
                <td key={name}>{read(result)}</td>
              ))}
              {before && <td>{before[index] ?? '–'}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
