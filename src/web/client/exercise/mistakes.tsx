import type { SolutionAnswer } from '../../api.ts'
import { Html } from '../parts/html.tsx'

/** What others got wrong here: each as a sentence, its code when it is opened. */
export function Mistakes({ mistakes }: Pick<SolutionAnswer, 'mistakes'>) {
  if (mistakes.length === 0) return null
  return (
    <>
      <h2>What others got wrong</h2>
      {mistakes.map(({ name, wrong, why, fails, code }) => (
        <details key={name} class="wrong card">
          <summary>
            <Html html={wrong} />
          </summary>
          <div class="stack">
            <Html html={why} class="prose soft" />
            <p class="small">It fails: {fails.join('; ')}.</p>
            <Html html={code} class="code" />
          </div>
        </details>
      ))}
    </>
  )
}
