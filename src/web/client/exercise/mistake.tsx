import type { VerdictEvent } from '../../api.ts'
import { Html } from '../parts/html.tsx'

/** A known wrong answer that fails in the same way, and why people write it. */
export function Mistake({ mistake: { wrong, why, sure } }: { mistake: NonNullable<VerdictEvent['mistake']> }) {
  return (
    <section class="notice stack" aria-labelledby="known-mistake">
      <h2 id="known-mistake" class="small">
        {sure ? 'This is a known wrong turn' : 'This often means, though not always'}
      </h2>
      <Html html={wrong} />
      <Html html={why} class="prose soft" />
    </section>
  )
}
