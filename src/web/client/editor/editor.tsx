import { useEffect, useRef, useState } from 'preact/hooks'
import type { CodeEditor } from './code-editor.ts'

interface EditorProps {
  /** What the editor is called for those who do not see it. */
  label: string
  text: string
  /** Where one begins to write, 1-based. */
  line?: number | undefined
  /** A line that something is said of, 1-based. */
  marked?: number | undefined
  onType: (text: string) => void
}

/** The code editor, loaded when the first one is opened. */
export function Editor({ label, text, line, marked, onType }: EditorProps) {
  const place = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<CodeEditor>()
  const type = useRef(onType)
  type.current = onType
  const latest = useRef(text)
  latest.current = text
  useEffect(() => {
    let made: CodeEditor | undefined
    let isGone = false
    void import('./code-editor.ts').then(({ createEditor }) => {
      if (isGone || !place.current) return
      made = createEditor(place.current, { label, text: latest.current, line, onType: (now) => type.current(now) })
      setEditor(made)
    })
    return () => {
      isGone = true
      made?.destroy()
    }
  }, [label])
  useEffect(() => editor?.show(text), [editor, text])
  useEffect(() => editor?.mark(marked), [editor, marked])
  return <div class="editor" ref={place} aria-busy={editor === undefined} />
}
