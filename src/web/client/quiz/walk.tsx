import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { AskedAnswer, JudgedAnswer } from '../../api.ts'
import { countOf } from '../parts/words.ts'
import { Question } from './question.tsx'

interface WalkProps {
  questions: AskedAnswer[]
  /** Where to go when all are answered. */
  children: ComponentChildren
}

/** One question after another, by keyboard alone where one likes. */
export function Walk({ questions, children }: WalkProps) {
  const [at, setAt] = useState(0)
  const [judged, setJudged] = useState<ReadonlyMap<string, JudgedAnswer>>(new Map())
  const question = questions[at]
  if (questions.length === 0) return <p>There are no questions.</p>
  if (!question) return <End questions={questions} judged={judged} onAgain={again} children={children} />
  const key = keyOf(question)
  return (
    <section class="walk stack" aria-label={`Question ${at + 1} of ${questions.length}`}>
      <p class="walk-steps">
        Question {at + 1} of {questions.length}
        {question.last !== null && !judged.has(key) && (
          <span class="soft"> · answered {question.last} the last time</span>
        )}
      </p>
      <Question
        key={key}
        question={question}
        judged={judged.get(key)}
        onJudged={(answer) => setJudged(new Map([...judged, [key, answer]]))}
        onNext={() => setAt(at + 1)}
        isLast={at === questions.length - 1}
      />
    </section>
  )

  function again() {
    setJudged(new Map())
    setAt(0)
  }
}

function keyOf({ day, id }: AskedAnswer): string {
  return `${day}/${id}`
}

interface EndProps extends WalkProps {
  judged: ReadonlyMap<string, JudgedAnswer>
  onAgain: () => void
}

function End({ questions, judged, onAgain, children }: EndProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => heading.current?.focus(), [])
  const right = questions.filter((question) => judged.get(keyOf(question))?.correct).length
  const wrong = judged.size - right
  const open = questions.length - judged.size
  return (
    <section class="card stack">
      <h2 ref={heading} tabIndex={-1}>
        {right} of {questions.length} right
      </h2>
      {open > 0 && <p>{countOf(open, 'question')} not answered.</p>}
      {wrong > 0 && (
        <p>
          {wrong === 1 ? 'The wrong one comes' : 'The wrong ones come'} back in <a href="/review">Review</a>.
        </p>
      )}
      <div class="buttons">
        {children}
        <button type="button" class="button" onClick={onAgain}>
          Once more
        </button>
      </div>
    </section>
  )
}
