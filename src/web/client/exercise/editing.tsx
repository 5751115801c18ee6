import { useEffect } from 'preact/hooks'
import type { CodeFrame } from '../../../engine/judge/verdict.ts'
import type { ExerciseAnswer } from '../../api.ts'
import { Editor } from '../editor/editor.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Conflict } from './conflict.tsx'
import type { Desk, SaveState } from './desk.ts'
import { FileTabs } from './file-tabs.tsx'
import type { JudgeState } from './judge-state.ts'

interface EditingProps {
  desk: Desk
  answer: Pick<ExerciseAnswer, 'line' | 'files'>
  judge: JudgeState
  onCheck: () => void
}

const SAYS: Record<SaveState, string> = {
  saved: 'Saved in your workbook',
  saving: 'Saving …',
  unsaved: 'Not saved yet',
  conflict: 'Not saved: changed elsewhere as well',
}

/** The learner's files: which, the editor on one of them, and whether it is saved. */
export function Editing({ desk, answer, judge, onCheck }: EditingProps) {
  const files = desk.files.value
  const file = files.find(({ path }) => path === desk.active.value) ?? files[0]
  useSaveKey(onCheck)
  if (!file) return <p class="notice">Your file is not there. Reset puts the starter there.</p>
  return (
    <section class="editing" aria-label="Your code">
      <div class="editing-bar">
        <FileTabs files={files} active={file.path} onChoose={(path) => (desk.active.value = path)} />
        <span class={`save-state save-${desk.state.value}`} role="status">
          {SAYS[desk.state.value]}
        </span>
      </div>
      {desk.trouble.value && <Trouble refused={desk.trouble.value} />}
      {file.theirs !== undefined && <Conflict key={file.path} desk={desk} file={file} theirs={file.theirs} />}
      {file.isUnreadable ? (
        <p class="notice">{file.path} is no text, or too large to be edited here.</p>
      ) : (
        <Editor
          key={file.path}
          label={file.path}
          text={() => desk.textOf(file.path)}
          outside={desk.outside}
          line={file === files[0] ? answer.line : undefined}
          marked={judge.phase === 'idle' ? failingLine(judge, file.path) : undefined}
          onType={(text) => desk.type(file.path, text)}
        />
      )}
      <p class="small soft editing-keys">
        <kbd>Ctrl</kbd> <kbd>S</kbd> checks now. <kbd>Esc</kbd>, then <kbd>Tab</kbd> leaves the editor.
      </p>
    </section>
  )
}

/** Ctrl-S, as in every editor, wherever on the page the focus is. */
function useSaveKey(onCheck: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key !== 's') return
      event.preventDefault()
      onCheck()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  })
}

/** The line of this file at which the first failing check, or the crash, points. */
function failingLine({ verdict }: JudgeState, path: string): number | undefined {
  if (!verdict) return undefined
  const { verdict: said } = verdict
  const frames: (CodeFrame | undefined)[] = [
    said.status === 'crashed' ? said.frame : undefined,
    ...said.checks.filter(({ status }) => status === 'failed').map(({ frame }) => frame),
  ]
  return frames.find((frame) => frame?.file === path)?.line
}
