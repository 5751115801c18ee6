import { useId } from 'preact/hooks'
import type { SnippetKind, SnippetsAnswer } from '../../api.ts'

type Snippet = Pick<SnippetsAnswer['snippets'][number], 'name' | 'kind' | 'text'>

interface SnippetPickerProps {
  snippets: SnippetsAnswer['snippets']
  first: Snippet
  program: Snippet
  onChoose: (snippet: Snippet) => void
  onKind: (kind: SnippetKind) => void
}

const KINDS: [SnippetKind, string][] = [
  ['cjs', 'CommonJS (.cjs)'],
  ['mjs', 'ES module (.mjs)'],
  ['ts', 'TypeScript (.ts)'],
]

/** Which program to begin with, and as what kind of module it runs: that changes the order. */
export function SnippetPicker({ snippets, first, program, onChoose, onKind }: SnippetPickerProps) {
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
        <select id={kind} value={program.kind} onChange={(event) => onKind(event.currentTarget.value as SnippetKind)}>
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
