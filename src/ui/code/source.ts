import type { Look } from '../terminal/look.ts'
import { cleanText } from '../text/clean.ts'
import { drawSpans } from '../text/wrap.ts'
import type { Highlight } from './highlight.ts'

export interface SourceFile {
  path: string
  text: string
}

/** Source files as they are, coloured where there are colours. Several are told apart by a comment with the path. */
export function renderSources(files: SourceFile[], look: Look, highlight: Highlight): string {
  const blocks = files.map(({ path, text }) => {
    const code = cleanText(text).trimEnd()
    const lines = look.chalk.level === 0 ? code : highlight(code, languageOf(path)).map(drawSpans).join('\n')
    return files.length === 1 ? lines : `${look.chalk.bold(`// ${path}`)}\n${lines}`
  })
  return `${blocks.join('\n\n')}\n`
}

function languageOf(path: string): string {
  return /\.([a-z]+)$/.exec(path)?.[1] ?? 'text'
}
