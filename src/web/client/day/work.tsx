import { EARLIER_VERSION } from '../../../ui/course/earlier-version.ts'
import type { DayAnswer, ExerciseTile } from '../../api.ts'
import { Mark } from '../parts/mark.tsx'
import { countOf, durationOf } from '../parts/words.ts'
import { exercisePath, quizPath } from '../route.ts'
import { EXERCISES, QUIZ } from './sections.ts'

/** What there is to do once the day is read. */
export function Work({ answer: { day, exercises, quiz } }: { answer: DayAnswer }) {
  return (
    <>
      {exercises.length > 0 && (
        <section id={EXERCISES} class="day-section">
          <h2>Exercises</h2>
          <ul class="tasks">
            {exercises.map((exercise) => (
              <Task key={exercise.id} day={day} exercise={exercise} />
            ))}
          </ul>
        </section>
      )}
      {quiz && (
        <section id={QUIZ} class="day-section stack">
          <h2>Quiz</h2>
          <div class="next card">
            <p class="next-says">
              {countOf(quiz.questions, 'question')}, {quiz.right} answered right so far.
            </p>
            <a class="button button-main" href={quizPath(day)}>
              Take the quiz
            </a>
          </div>
        </section>
      )}
    </>
  )
}

function Task({ day, exercise }: { day: number; exercise: ExerciseTile }) {
  const { id, title, minutes, status, attempts, earlierVersion } = exercise
  return (
    <li class="task card">
      <Mark status={status} />
      <div class="task-what">
        <a class="task-title" href={exercisePath(day, id)}>
          {title}
        </a>
        <p class="facts">
          <span>{exercise.ref}</span>
          <span>{durationOf(minutes)}</span>
          {attempts > 0 && <span>{countOf(attempts, 'attempt')}</span>}
          {earlierVersion && <span>{EARLIER_VERSION}</span>}
        </p>
      </div>
    </li>
  )
}
