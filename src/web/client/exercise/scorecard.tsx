import { type Score, sayMark } from '../../../score.ts'
import { Bar } from '../parts/bar.tsx'

/** The points of a project, requirement by requirement. */
export function Scorecard({ score }: { score: Score }) {
  return (
    <div class="scorecard">
      <p>
        <strong>
          {score.points} of {score.of} points
        </strong>
        ; {sayMark(score)}.
      </p>
      <table>
        <caption class="unseen">Points by requirement</caption>
        <tbody>
          {score.requirements.map(({ id, title, points, of, must }) => (
            <tr key={id}>
              <th scope="row">
                {title}
                {must && ' (must be full)'}
              </th>
              <td class="scorecard-bar">
                <Bar done={points} total={of} />
              </td>
              <td>
                {points} of {of}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
