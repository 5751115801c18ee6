import { useId } from 'preact/hooks'
import type { SnippetKind, SnippetsAnswer } from '../../api.ts'
import { useFirst } from '../parts/use-first.ts'
import { useAnswer } from '../use-answer.ts'

export interface Program {
  /** Another one makes the editor begin anew. */
  name: string
  kind: SnippetKind
  text: string
}

interface SnippetPickerProps {
  first: Program
  program: Program
  onChoose: (program: Program) => void
}

const KINDS: [SnippetKind, string][] = [
  ['cjs', 'CommonJS (.cjs)'],
  ['mjs', 'ES module (.mjs)'],
  ['ts', 'TypeScript (.ts)'],
]

/** Which program to begin with, and as what kind of module it runs: that changes the order. */
export function SnippetPicker({ first, program, onChoose }: SnippetPickerProps) {
  const asked = useAnswer<SnippetsAnswer>('/trace')
  // As they were when the page opened: what is being edited must not be taken away.
  const snippets = useFirst(asked.state === 'here' ? asked.answer.snippets : undefined) ?? []
  const picker = useId()
  const kind = useId()
  const named = snippets.map((snippet) => ({ ...snippet, name: nameOf(snippet) }))
  const choose = (name: string) => onChoose(named.find((snippet) => snippet.name === name) ?? first)
  return (
    <div class="picker">
      <div>
        <label for={picker}>Program</label>
        <select id={picker} value={program.name} onChange={(event) => choose(event.currentTarget.value)}>
          <option value={first.name}>{first.name}</option>
          {named.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label for={kind}>Runs as</label>
        <select
          id={kind}
          value={program.kind}
          onChange={(event) => onChoose({ ...program, kind: event.currentTarget.value as SnippetKind })}
        >
          {KINDS.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </div>
    </div>
  )
}

function nameOf({ name, from, day }: SnippetsAnswer['snippets'][number]): string {
  if (from === 'workbook') return `${name} (your workbook)`
  return day === undefined ? `${name} (demo)` : `${name} (demo of day ${day})`
}
