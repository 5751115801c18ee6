import type { Look } from '../terminal/look.ts'
import { wrapText } from '../text/wrap.ts'

/** Below the address of the page. */
export function renderServing(isOpened: boolean, { chalk, width }: Look): string {
  const what = isOpened ? 'It opens in your browser.' : 'Open this address in a browser on this machine.'
  const text = `${what} Nobody gets in without it. What you do there is recorded as it is here. Ctrl-C ends it.`
  return `${wrapText(text, width)
    .map((line) => chalk.dim(line))
    .join('\n')}\n`
}
