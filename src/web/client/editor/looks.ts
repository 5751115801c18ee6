import { javascript } from '@codemirror/lang-javascript'
import { syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { classHighlighter } from '@lezer/highlight'
import { styleNonce } from './nonce.ts'

export const typescript = (): Extension => javascript({ typescript: true })

/** The page's own colours: classes of style/editor.css and style/code.css; only the editor's frame brings a style of its own. */
export function codeLooks(): Extension {
  return [EditorView.cspNonce.of(styleNonce()), syntaxHighlighting(classHighlighter)]
}
