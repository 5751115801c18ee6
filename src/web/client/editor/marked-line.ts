import { StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view'

/** Marks one line, 1-based; undefined takes the mark away. */
export const setMark = StateEffect.define<number | undefined>()

const mark = Decoration.line({ class: 'marked-line' })

/** A line that the verdict, or the trace, points at. It moves with the text around it. */
export const markedLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { changes, effects, state: { doc } }) {
    const effect = effects.find((each) => each.is(setMark))
    if (!effect) return marks.map(changes)
    const line: number | undefined = effect.value
    if (line === undefined || line < 1 || line > doc.lines) return Decoration.none
    return Decoration.set([mark.range(doc.line(line).from)])
  },
  provide: (field) => EditorView.decorations.from(field),
})
