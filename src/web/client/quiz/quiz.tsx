import type { QuizAnswer } from '../../api.ts'
import { Locked } from '../day/locked.tsx'
import { Title } from '../parts/title.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { useFirst } from '../parts/use-first.ts'
import { dayPath } from '../route.ts'
import { useAnswer } from '../use-answer.ts'
import { Unasked } from './unasked.tsx'
import { Walk } from './walk.tsx'

export function QuizPage({ day }: { day: number }) {
  const asked = useAnswer<QuizAnswer>(`/quiz/${day}`)
  // The questions stay as they were when the walk began, though each answer changes the record.
  const quiz = useFirst(asked.state === 'here' ? asked.answer : undefined)
  if (!quiz && asked.state === 'refused' && asked.refused.status === 423) {
    return <Locked day={day} refused={asked.refused} onOpen={asked.again} />
  }
  return (
    <div class="quiz stack">
      <p class="eyebrow">
        <a href={dayPath(day)}>
          Day {day}
          {quiz && `: ${quiz.title}`}
        </a>
      </p>
      <Title>{`Quiz of day ${day}`}</Title>
      {!quiz && asked.state === 'refused' && <Trouble refused={asked.refused} />}
      {quiz && (
        <>
          <Unasked unasked={quiz.unasked} />
          <Walk questions={quiz.questions}>
            <a class="button button-main" href={dayPath(day)}>
              Back to day {day}
            </a>
          </Walk>
        </>
      )}
    </div>
  )
}
