import { useLayoutEffect, useRef } from 'preact/hooks'
import type { AskedAnswer, JudgedAnswer } from '../../api.ts'
import { Html } from '../parts/html.tsx'
import { dayPath } from '../route.ts'

interface JudgementProps {
  question: AskedAnswer
  judged: JudgedAnswer
  onNext: () => void
  isLast: boolean
}

/** Right or not, why, and where to read. Enter goes on. */
export function Judgement({ question, judged: { correct, right, because, wrong }, onNext, isLast }: JudgementProps) {
  const next = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => next.current?.focus(), [])
  return (
    <div class={`judgement notice ${correct ? 'notice-good' : 'notice-bad'} stack`} role="status">
      <p class="judgement-word">{correct ? '✓ Right' : '✗ Not that'}</p>
      {!correct && wrong !== undefined && <Html html={wrong} />}
      {!correct && (
        <div>
          <p class="small soft">{question.code === undefined ? 'The answer' : 'It prints'}</p>
          <Html html={right} class="prose code" />
        </div>
      )}
      <Html html={because} />
      {!correct && (
        <p>
          <a href={dayPath(question.day, question.read)}>Read the section again</a>
        </p>
      )}
      <button ref={next} type="button" class="button button-main" onClick={onNext}>
        {isLast ? 'See the result' : 'Next question'}
      </button>
    </div>
  )
}
