import { autocompletion, closeBrackets, closeBracketsKeymap, completeAnyWord } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { Annotation, EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { codeLooks, typescript } from './looks.ts'
import { markedLine, setMark } from './marked-line.ts'
import { smallestChange } from './smallest-change.ts'

export interface CodeEditor {
  /** Puts another text in its place; the cursor stays where it can, and undo brings back what was there. */
  show: (text: string) => void
  mark: (line: number | undefined) => void
  destroy: () => void
}

interface EditorOptions {
  label: string
  text: string
  line?: number | undefined
  onType: (text: string) => void
}

/** Of changes that did not come from the learner's hands. */
const fromOutside = Annotation.define<boolean>()

export function createEditor(parent: HTMLElement, { label, text, line, onType }: EditorOptions): CodeEditor {
  const tell = EditorView.updateListener.of(({ docChanged, transactions, state }) => {
    const isOwn = transactions.some((each) => each.docChanged && !each.annotation(fromOutside))
    if (docChanged && isOwn) onType(state.doc.toString())
  })
  const view = new EditorView({
    parent,
    state: EditorState.create({ doc: text, extensions: [editing(label), codeLooks(), typescript(), markedLine, tell] }),
  })
  if (line !== undefined && line <= view.state.doc.lines) {
    view.dispatch({ selection: { anchor: view.state.doc.line(line).from } })
  }
  return {
    show(now) {
      const changes = smallestChange(view.state.doc.toString(), now)
      if (changes) view.dispatch({ changes, annotations: fromOutside.of(true) })
    },
    mark(number) {
      view.dispatch({ effects: setMark.of(number) })
    },
    destroy: () => view.destroy(),
  }
}

function editing(label: string) {
  return [
    lineNumbers(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of('  '),
    bracketMatching(),
    closeBrackets(),
    autocompletion({ override: [completeAnyWord], activateOnTyping: false }),
    highlightActiveLine(),
    highlightSelectionMatches(),
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, indentWithTab]),
  ]
}
