import type { SharedDay } from '../../engine/share/shared-day.ts'
import { toJson } from '../../json.ts'
import { shellWord } from '../../shell-word.ts'
import type { Look } from '../terminal/look.ts'
import { wrapText } from '../text/wrap.ts'

export interface WrittenCards {
  shared: SharedDay
  post: string
  /** Paths of the pictures, as they are shown. */
  files: string[]
  /** Whether there is a renderer for PNG. */
  png: boolean
}

/** What stands beside the post, for the person and not for the clipboard. */
export function renderWrittenCards(
  { files, png }: Pick<WrittenCards, 'files' | 'png'>,
  { chalk, width }: Look,
): string {
  const lines = [
    'Pictures:',
    ...files.map((file) => `  ${chalk.cyan(shellWord(file))}`),
    ...(png
      ? []
      : wrapText('Only SVG: the renderer of PNG is not installed. To get it: npm install @resvg/resvg-js', width)),
    ...wrapText('Nothing was sent anywhere. The post is on standard output, for a file or the clipboard.', width),
  ]
  return `${lines.join('\n')}\n`
}

/** As `course share --json` prints it. */
export function writtenCardsJson({ shared, post, files }: WrittenCards): string {
  const { days, ...told } = shared
  return toJson({ ...told, days: days.length, post, files, sent: false })
}
