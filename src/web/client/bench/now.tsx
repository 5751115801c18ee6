import type { BenchAbout } from '../../../engine/bench/about.ts'
import type { BenchProgress } from '../../../engine/bench/news.ts'
import { saySoFar, sayTurn } from '../../../ui/bench/wording.ts'

/** Whose turn it is, how far all of it is, and what the load of this turn has shown so far. */
export function Now({ about, progress }: { about: BenchAbout; progress: BenchProgress }) {
  const { done, soFar } = progress
  return (
    <div class="bench-at">
      <p class="bench-turn">
        <strong id="bench-turn">{sayTurn(progress)}</strong>
        <progress aria-labelledby="bench-turn" max={1} value={done} />
        <span class="bench-percent">{Math.round(done * 100)} %</span>
      </p>
      <p class="facts">
        {soFar ? (
          saySoFar(soFar, about).map((part) => <span key={part}>{part}</span>)
        ) : (
          <span>It starts and is warmed up …</span>
        )}
      </p>
    </div>
  )
}
