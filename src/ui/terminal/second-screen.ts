import type { Output } from '../../world.ts'
import type { Keys } from './keys.ts'

const ENTER = '\x1b[?1049h\x1b[?25l'
const LEAVE = '\x1b[?25h\x1b[?1049l'

/**
 * Goes to the terminal's second screen, which leaves what was printed before as it is. Gives the way back, to be taken
 * once or more; an end of the process takes it by itself, and Ctrl-Z for as long as the process is stopped.
 * @param draw after each change of the terminal's size, and after `fg`
 */
export function enterSecondScreen(output: Output, keys: Keys, draw: () => void): () => void {
  const below = keys.shown
  let left = false
  let wasStopped = false
  const leave = () => {
    if (left) return
    left = true
    keys.shown = below
    output.off('resize', draw)
    process.off('exit', leave)
    output.write(LEAVE)
    // What stood there has the lines of a shell below it now.
    if (wasStopped) below?.on()
  }
  // For an end that no `finally` sees.
  process.once('exit', leave)
  output.write(ENTER)
  output.on('resize', draw)
  keys.shown = {
    off: () => {
      wasStopped = true
      output.write(LEAVE)
    },
    on: () => {
      output.write(ENTER)
      draw()
    },
  }
  return leave
}

/** All rows at once. Erased first: after a row as wide as the terminal, erasing to the end would take its last character. */
export function paint(output: Output, rows: string[]): void {
  output.write(`\x1b[H${rows.map((row) => `\x1b[K${row}`).join('\r\n')}`)
}
