import type { ReadonlySignal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { CodeEditor } from './code-editor.ts'

interface EditorProps {
  /** What the editor is called for those who do not see it; with `outside`, the path of its file. */
  label: string
  /** What it shows at first. */
  text: () => string
  /** Another text for the file of that path, as soon as it is known. */
  outside?: ReadonlySignal<{ path: string; text: string } | undefined>
  /** Where one begins to write, 1-based. */
  line?: number | undefined
  /** A line that something is said of, 1-based. */
  marked?: number | undefined
  onType: (text: string) => void
}

/** The code editor, loaded when the first one is opened. It owns its text: a page drawn late never takes a letter back. */
export function Editor({ label, text, outside, line, marked, onType }: EditorProps) {
  const place = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<CodeEditor>()
  const now = useRef({ text, onType })
  now.current = { text, onType }
  useEffect(() => {
    const ends: (() => void)[] = []
    let isGone = false
    void import('./code-editor.ts').then(({ createEditor }) => {
      if (isGone || !place.current) return
      const options = { label, text: now.current.text(), line, onType: (typed: string) => now.current.onType(typed) }
      const made = createEditor(place.current, options)
      const before = outside?.peek()
      const follow = outside?.subscribe((news) => {
        if (news && news !== before && news.path === label) made.show(news.text)
      })
      ends.push(made.destroy, ...(follow ? [follow] : []))
      setEditor(made)
    })
    return () => {
      isGone = true
      for (const end of ends) end()
    }
  }, [label])
  useEffect(() => editor?.mark(marked), [editor, marked])
  return <div class="editor" ref={place} aria-busy={editor === undefined} />
}
