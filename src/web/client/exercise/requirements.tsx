import type { ExerciseAnswer } from '../../api.ts'

/** What a project is judged by, and what each requirement is worth. */
export function Requirements({ project: { requirements, pass } }: { project: NonNullable<ExerciseAnswer['project']> }) {
  return (
    <div class="prose">
      <table>
        <caption class="unseen">Requirements and their points</caption>
        <tbody>
          {requirements.map(({ id, title, points, must }) => (
            <tr key={id}>
              <th scope="row">
                {title}
                {must && ' (must be full)'}
              </th>
              <td>{points} points</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="soft">{pass} points are a pass.</p>
    </div>
  )
}
