import type { ReviewAnswer } from '../../api.ts'
import { Title } from '../parts/title.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { useFirst } from '../parts/use-first.ts'
import { Unasked } from '../quiz/unasked.tsx'
import { Walk } from '../quiz/walk.tsx'
import { useAnswer } from '../use-answer.ts'

/** What is due again: questions here, exercises in the terminal. */
export function ReviewPage() {
  const asked = useAnswer<ReviewAnswer>('/review')
  // As it was when the page opened: an answered question is not due any more, and must not vanish under its answer.
  const review = useFirst(asked.state === 'here' ? asked.answer : undefined)
  return (
    <div class="quiz stack">
      <Title>Review</Title>
      {!review && asked.state === 'refused' && <Trouble refused={asked.refused} />}
      {review && <Due review={review} />}
    </div>
  )
}

function Due({ review: { questions, unasked, exercises } }: { review: ReviewAnswer }) {
  if (questions.length + exercises.length + unasked.length === 0) {
    return (
      <>
        <p>Nothing is due today. What you have proved comes back here before you forget it.</p>
        <p>
          <a class="button button-main" href="/">
            See what is next
          </a>
        </p>
      </>
    )
  }
  return (
    <>
      <Unasked unasked={unasked} />
      {questions.length > 0 && (
        <Walk questions={questions}>
          <a class="button button-main" href="/">
            See what is next
          </a>
        </Walk>
      )}
      {exercises.length > 0 && <DueExercises exercises={exercises} />}
    </>
  )
}

function DueExercises({ exercises }: Pick<ReviewAnswer, 'exercises'>) {
  return (
    <section class="stack" aria-labelledby="due-exercises">
      <h2 id="due-exercises">Exercises to write again</h2>
      <p class="soft">In the terminal, in a scratch file: what passed stays as it is.</p>
      <ul class="tasks">
        {exercises.map(({ ref, title, command }) => (
          <li key={ref} class="card">
            <p>
              <strong>{title}</strong> <span class="soft">{ref}</span>
            </p>
            <code>{command}</code>
          </li>
        ))}
      </ul>
    </section>
  )
}
