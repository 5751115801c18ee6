import type { ExerciseFile } from '../../engine/workbook/starters.ts'

export interface ShownFile {
  path: string
  text: string
}

/** Of all files together. A conversation has no room for more. */
const MOST_CHARACTERS = 120_000

/** As text, as far as there is room. */
export function shownFiles(files: readonly ExerciseFile[]): ShownFile[] {
  let left = MOST_CHARACTERS
  return files.map(({ path, content }) => {
    const text = content.includes(0) ? '(not text)' : content.toString('utf8')
    const shown = text.length > left ? '(left out: there is too much of it)' : text
    left -= shown.length
    return { path, text: shown }
  })
}
