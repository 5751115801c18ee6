import { useState } from 'preact/hooks'
import type { ExerciseAnswer } from '../../api.ts'
import { Html } from '../parts/html.tsx'
import { Requirements } from './requirements.tsx'

/** What is asked for. Open until the first attempt; after that the file's own comment is at hand. */
export function Contract({ answer }: { answer: Pick<ExerciseAnswer, 'contract' | 'project' | 'attempts'> }) {
  const [isOpen] = useState(answer.attempts === 0)
  return (
    <details class="contract card" open={isOpen}>
      <summary>What is asked for</summary>
      <Html html={answer.contract} />
      {answer.project && <Requirements project={answer.project} />}
    </details>
  )
}
