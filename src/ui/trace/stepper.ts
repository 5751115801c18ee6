import type { Trace } from '../../engine/trace/trace.ts'
import type { Input, Output } from '../../world.ts'
import { type Key, openKeys } from '../terminal/keys.ts'
import type { Look } from '../terminal/look.ts'
import { drawStep } from './step.ts'

export interface StepTerminal {
  input: Input
  output: Output
  /** Asked again after each change of the terminal's size. */
  look: () => Look
  signal: AbortSignal
}

const ENTER = '\x1b[?1049h\x1b[?25l'
const LEAVE = '\x1b[?25h\x1b[?1049l'
const STEPS: Record<Key, number> = {
  right: 1,
  down: 1,
  space: 1,
  enter: 1,
  l: 1,
  j: 1,
  left: -1,
  up: -1,
  backspace: -1,
  h: -1,
  k: -1,
  'page-down': 10,
  'page-up': -10,
  home: Number.NEGATIVE_INFINITY,
  end: Number.POSITIVE_INFINITY,
}

/** Walks through a trace on the terminal's second screen, a callback at a time. Whatever happens, the terminal is given back. */
export async function stepThrough(
  trace: Trace,
  source: string,
  terminal: StepTerminal,
): Promise<'quit' | 'interrupted'> {
  const { output } = terminal
  const keys = openKeys(terminal.input, terminal.signal)
  let at = 0
  const draw = () => {
    const rows = drawStep({ trace, source, at, rows: output.rows ?? 24 }, terminal.look())
    output.write(`\x1b[H${rows.map((row) => `\x1b[K${row}`).join('\r\n')}`)
  }
  let isRestored = false
  const restore = () => {
    if (isRestored) return
    isRestored = true
    output.off('resize', draw)
    process.off('exit', restore)
    keys.close()
    output.write(LEAVE)
  }
  // For an end that no `finally` sees.
  process.once('exit', restore)
  try {
    output.write(ENTER)
    output.on('resize', draw)
    for (;;) {
      draw()
      const key = await keys.next()
      if (key === undefined || key === 'q' || key === 'escape') return 'quit'
      if (key === 'ctrl-c') return 'interrupted'
      at = Math.max(0, Math.min(trace.callbacks.length - 1, at + (STEPS[key] ?? 0)))
    }
  } finally {
    restore()
  }
}
