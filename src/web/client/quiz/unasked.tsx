import type { QuizAnswer } from '../../api.ts'
import { Trouble } from '../parts/trouble.tsx'

/** Questions that cannot be asked here, and why. */
export function Unasked({ unasked }: Pick<QuizAnswer, 'unasked'>) {
  return (
    <>
      {unasked.map((error) => (
        <Trouble key={error.message} refused={error} />
      ))}
    </>
  )
}
