import type { ExerciseAnswer } from '../../api.ts'
import { dayPath, exercisePath } from '../route.ts'

/** After a pass: the one way on. */
export function Following({ following, day }: { following: ExerciseAnswer['following']; day: number }) {
  if (!following) {
    return (
      <p>
        <a class="button button-main" href={dayPath(day)}>
          Back to day {day}
        </a>
      </p>
    )
  }
  const [of = '', id = ''] = following.ref.split('/')
  return (
    <p>
      <a class="button button-main" href={exercisePath(Number(of), id)}>
        Next: {following.title}
      </a>
    </p>
  )
}
