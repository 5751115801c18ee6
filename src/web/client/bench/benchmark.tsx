import { useEffect, useState } from 'preact/hooks'
import { RATE, WAIT } from '../../../ui/bench/wording.ts'
import type { BenchAnswer } from '../../api.ts'
import { Trouble } from '../parts/trouble.tsx'
import { useAnswer } from '../use-answer.ts'
import type { BenchState } from './bench-state.ts'
import { Chart } from './chart.tsx'
import { Compared } from './compared.tsx'
import { Meaning } from './meaning.tsx'
import { Now } from './now.tsx'
import { rowsAfter, rowsNow } from './rows.ts'
import { runBench } from './run-bench.ts'
import { sayState } from './say-state.ts'

/** The benchmark of a day: what it asks, its bars while it runs, and what they mean when it has ended. */
export function Benchmark({ day }: { day: number }) {
  const asked = useAnswer<BenchAnswer>(`/days/${day}/bench`)
  const { state, start, stop } = useRun(day)
  const answer = asked.state === 'asking' ? undefined : asked.answer
  if (!answer) return asked.state === 'refused' ? <Trouble refused={asked.refused} /> : null
  const isBusy = state.phase === 'running' || state.phase === 'waiting'
  return (
    <div class="bench stack">
      <p class="lead">{answer.question}</p>
      {state.phase !== 'running' && state.phase !== 'done' && <Compared day={day} answer={answer} />}
      <div class="bench-head">
        <button type="button" class={`button${isBusy ? '' : ' button-main'}`} onClick={isBusy ? stop : start}>
          {isBusy ? 'Stop' : state.phase === 'before' ? 'Run' : 'Run again'}
          <span class="unseen"> the benchmark</span>
        </button>
        <p class={state.phase === 'running' ? 'unseen' : 'soft'} role="status">
          {sayState(state)}
        </p>
      </div>
      {state.phase === 'refused' && <Trouble refused={state.refused} />}
      {state.phase === 'running' && state.progress && <Now about={answer} progress={state.progress} />}
      <Charts about={answer} state={state} />
      {state.phase === 'done' && <Meaning about={answer} report={state.report} />}
    </div>
  )
}

function Charts({ about, state }: { about: BenchAnswer; state: BenchState }) {
  if (state.phase !== 'running' && state.phase !== 'done') return null
  return [WAIT, RATE].map((measure) => (
    <Chart
      key={measure.unit}
      about={about}
      measure={measure}
      rows={state.phase === 'done' ? rowsAfter(about, state.report, measure) : rowsNow(about, state, measure)}
    />
  ))
}

/** Leaving the page ends it, too. */
function useRun(day: number) {
  const [state, setState] = useState<BenchState>({ phase: 'before' })
  const [running, setRunning] = useState<AbortController>()
  useEffect(() => () => running?.abort(), [running])
  return {
    state,
    start: () => {
      const controller = new AbortController()
      setRunning(controller)
      void runBench(day, controller.signal, setState)
    },
    stop: () => running?.abort(),
  }
}
