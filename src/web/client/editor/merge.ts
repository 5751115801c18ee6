import { MergeView, unifiedMergeView } from '@codemirror/merge'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import { codeLooks, typescript } from './looks.ts'
import type { Side } from './side.ts'

/** Narrower than this, two columns of code are no help. */
const ROOMY_PX = 880
const COLLAPSE = { margin: 3, minSize: 6 }

/** @returns what takes it away again */
export function showDifference(parent: HTMLElement, before: Side, after: Side): () => void {
  if (parent.clientWidth < ROOMY_PX) {
    const extensions = [
      ...reading(after.name),
      unifiedMergeView({ original: before.text, mergeControls: false, collapseUnchanged: COLLAPSE }),
    ]
    const view = new EditorView({ parent, state: EditorState.create({ doc: after.text, extensions }) })
    return () => view.destroy()
  }
  const view = new MergeView({
    parent,
    a: { doc: before.text, extensions: reading(before.name) },
    b: { doc: after.text, extensions: reading(after.name) },
    collapseUnchanged: COLLAPSE,
  })
  return () => view.destroy()
}

function reading(label: string): Extension[] {
  return [
    lineNumbers(),
    codeLooks(),
    typescript(),
    EditorState.readOnly.of(true),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true', tabindex: '0' }),
  ]
}
