import { useState } from 'preact/hooks'
import type { ExerciseAnswer, SolutionAnswer, SolutionRequest } from '../../api.ts'
import { post, Refused } from '../ask.ts'
import { Comparison } from '../editor/comparison.tsx'
import { Confirm } from '../parts/confirm.tsx'
import { Trouble } from '../parts/trouble.tsx'
import type { Desk } from './desk.ts'
import { Mistakes } from './mistakes.tsx'

interface SolutionProps {
  path: string
  answer: Pick<ExerciseAnswer, 'solution'>
  desk: Desk
  isPassed: boolean
}

type Step = { at: 'closed' | 'asking' } | { at: 'open'; shown: SolutionAnswer } | { at: 'refused'; refused: Refused }

/** The solution beside the learner's answer: after the pass at once, before it on a second word, which is recorded. */
export function Solution({ path, answer, desk, isPassed }: SolutionProps) {
  const [step, setStep] = useState<Step>({ at: 'closed' })
  const isOpen = isPassed || answer.solution.isOpen
  const open = async (anyway: boolean) => {
    try {
      await desk.save(false)
      setStep({
        at: 'open',
        shown: await post<SolutionAnswer>(`${path}/solution`, { anyway } satisfies SolutionRequest),
      })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      setStep({ at: 'refused', refused: error })
    }
  }
  if (step.at === 'open') return <Shown shown={step.shown} desk={desk} />
  return (
    <section class="solution stack" aria-label="Solution">
      {step.at === 'refused' && <Trouble refused={step.refused} />}
      {step.at === 'asking' ? (
        <Confirm yes="Show it anyway" no="Not yet" onYes={() => open(true)} onNo={() => setStep({ at: 'closed' })}>
          You have not passed yet. That you looked at the solution is recorded.
        </Confirm>
      ) : (
        <button
          type="button"
          class={isOpen ? 'button' : 'button button-small'}
          onClick={() => (isOpen ? open(false) : setStep({ at: 'asking' }))}
        >
          {isOpen ? 'Compare with the solution' : 'See the solution'}
        </button>
      )}
    </section>
  )
}

function Shown({ shown: { files, differences, mistakes }, desk }: { shown: SolutionAnswer; desk: Desk }) {
  const mine = new Map(desk.files.value.map(({ path, text }) => [path, text]))
  return (
    <section class="solution stack" aria-labelledby="solution">
      <h2 id="solution">Your answer and the solution</h2>
      {differences.length === 0 && <p>They are the same.</p>}
      {differences.map(({ path }) => (
        <div key={path} class="stack">
          <h3>{path}</h3>
          <Comparison
            before={{ name: 'Yours', text: mine.get(path) ?? '' }}
            after={{ name: 'The solution', text: files.find((file) => file.path === path)?.text ?? '' }}
          />
        </div>
      ))}
      <Mistakes mistakes={mistakes} />
    </section>
  )
}
