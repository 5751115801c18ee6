import type { Trace } from '../../engine/trace/trace.ts'
import type { Input, Output } from '../../world.ts'
import { type Key, openKeys } from '../terminal/keys.ts'
import type { Look } from '../terminal/look.ts'
import { enterSecondScreen, paint } from '../terminal/second-screen.ts'
import { drawStep } from './step.ts'

export interface StepTerminal {
  input: Input
  output: Output
  /** Asked again after each change of the terminal's size. */
  look: () => Look
  signal: AbortSignal
}

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
    paint(output, rows)
  }
  const leave = enterSecondScreen(output, keys, draw)
  try {
    for (;;) {
      draw()
      const key = await keys.next()
      if (key === undefined || key === 'q' || key === 'escape') return 'quit'
      if (key === 'ctrl-c') return 'interrupted'
      at = Math.max(0, Math.min(trace.callbacks.length - 1, at + (STEPS[key] ?? 0)))
    }
  } finally {
    keys.close()
    leave()
  }
}
