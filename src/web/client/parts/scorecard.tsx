import { reachesMark, type Score, type ScoredRequirement, sayMark } from '../../../score.ts'
import { PointsBar } from './points-bar.tsx'

/** The points of a project, a bar for each requirement. It is a table, so that it can be read as one without the bars. */
export function Scorecard({ score, caption }: { score: Score; caption: string }) {
  const { requirements, points, of, pass } = score
  const most = Math.max(...requirements.map((each) => each.of))
  return (
    <div class="scorecard">
      <p>
        <strong>
          {points} of {of} points
        </strong>
        ; {sayMark(score)}.
      </p>
      <table>
        <caption class="unseen">{caption}, by requirement</caption>
        <tbody>
          {requirements.map((requirement) => (
            <Row key={requirement.id} requirement={requirement} most={most} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All, with the mark at {pass}</th>
            <td class="scorecard-bar">
              <PointsBar points={points} of={of} scale={of} tone={reachesMark(score) ? 'full' : 'part'} mark={pass} />
            </td>
            <td>
              {points} of {of}
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

function Row({ requirement: { title, points, of, must }, most }: { requirement: ScoredRequirement; most: number }) {
  return (
    <tr>
      <th scope="row">
        {title}
        {must && ' (must be full)'}
      </th>
      <td class="scorecard-bar">
        <PointsBar points={points} of={of} scale={most} tone={points === of ? 'full' : must ? 'missed' : 'part'} />
      </td>
      <td>
        {points} of {of}
      </td>
    </tr>
  )
}
