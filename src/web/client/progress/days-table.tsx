import type { ProgressAnswer } from '../../api.ts'
import { Bar } from '../parts/bar.tsx'
import { Mark, wordOf } from '../parts/mark.tsx'
import { dayPath, exercisePath } from '../route.ts'

/** Each day with what is proved of it. */
export function DaysTable({ days }: Pick<ProgressAnswer, 'days'>) {
  return (
    <section aria-labelledby="days">
      <h2 id="days">Days</h2>
      <div class="table-frame">
        <table class="days">
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Status</th>
              <th scope="col">Exercises</th>
              <th scope="col">Topics</th>
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <Row key={day.day} day={day} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Row({ day: { day, title, status, exercises, topics } }: { day: ProgressAnswer['days'][number] }) {
  const done = topics.filter((topic) => topic.done).length
  return (
    <tr>
      <th scope="row">
        <a href={dayPath(day)}>
          {day} {title}
        </a>
      </th>
      <td class={`days-status mark-${status}`}>{wordOf(status)}</td>
      <td>
        <span class="dots">
          {exercises.map((exercise) => (
            <a key={exercise.id} href={exercisePath(day, exercise.id)} title={exercise.title}>
              <Mark status={exercise.status} />
              <span class="unseen">{exercise.title}</span>
            </a>
          ))}
        </span>
      </td>
      <td class="days-topics">
        <span>
          {done} of {topics.length}
        </span>
        <Bar done={done} total={topics.length} />
      </td>
    </tr>
  )
}
