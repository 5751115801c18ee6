import type { ExerciseText } from '../../api.ts'
import { Comparison } from '../editor/comparison.tsx'
import type { Desk } from './desk.ts'
import type { OpenFile } from './open-file.ts'

interface ConflictProps {
  desk: Desk
  file: OpenFile
  /** null: deleted elsewhere. */
  theirs: ExerciseText | null
}

/** The file was changed here and elsewhere: both are shown, and nothing is written until the learner has chosen. */
export function Conflict({ desk, file, theirs }: ConflictProps) {
  return (
    <div class="notice stack" role="alert">
      <p>
        <strong>
          {theirs ? 'This file was changed elsewhere, and here as well.' : 'This file was deleted elsewhere.'}
        </strong>{' '}
        Nothing is saved until you choose.
      </p>
      {theirs?.text !== undefined && (
        <Comparison before={{ name: 'Elsewhere', text: theirs.text }} after={{ name: 'Here', text: file.text }} />
      )}
      <div class="buttons">
        <button type="button" class="button" onClick={() => void desk.keepMine(file.path)}>
          Keep what is here
        </button>
        {theirs && (
          <button type="button" class="button" onClick={() => desk.takeTheirs(file.path)}>
            Take the other
          </button>
        )}
      </div>
      {theirs && <p class="small">After “Take the other”, undo in the editor brings back what is here now.</p>}
    </div>
  )
}
