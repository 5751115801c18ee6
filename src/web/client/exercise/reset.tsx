import { useState } from 'preact/hooks'
import type { ResetAnswer } from '../../api.ts'
import { post, Refused } from '../ask.ts'
import { Confirm } from '../parts/confirm.tsx'
import { Trouble } from '../parts/trouble.tsx'
import type { Desk } from './desk.ts'

const SAYS: Record<ResetAnswer['status'], string> = {
  reset: 'The starter is back.',
  restored: 'What was missing is back.',
  untouched: 'It was the starter already.',
}

type Step = { at: 'closed' | 'asking' } | { at: 'done'; answer: ResetAnswer } | { at: 'refused'; refused: Refused }

/** The starter again. Asks first, and keeps what the learner had. */
export function Reset({ path, desk }: { path: string; desk: Desk }) {
  const [step, setStep] = useState<Step>({ at: 'closed' })
  const reset = async () => {
    try {
      await desk.save(false)
      const answer = await post<ResetAnswer>(`${path}/reset`)
      desk.hear(answer.files)
      setStep({ at: 'done', answer })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      setStep({ at: 'refused', refused: error })
    }
  }
  if (step.at === 'asking') {
    return (
      <Confirm yes="Put the starter back" no="Leave it" onYes={reset} onNo={() => setStep({ at: 'closed' })}>
        Put the starter back? What you have written is kept beside it.
      </Confirm>
    )
  }
  return (
    <div class="stack">
      {step.at === 'refused' && <Trouble refused={step.refused} />}
      {step.at === 'done' && (
        <p role="status">
          {SAYS[step.answer.status]}
          {step.answer.kept !== undefined && (
            <>
              {' '}
              Yours is kept in <code>{step.answer.kept}</code>.
            </>
          )}
        </p>
      )}
      <button type="button" class="button button-small" onClick={() => setStep({ at: 'asking' })}>
        Begin again from the starter
      </button>
    </div>
  )
}
