import { PassThrough, Writable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import { Chalk } from 'chalk'
import type { Look } from '../../../src/ui/terminal/look.ts'

/** How to draw in tests: 80 columns, no colours. */
export function look(overrides: Partial<Look> & { colour?: boolean } = {}): Look {
  const { colour = false, ...rest } = overrides
  return { chalk: new Chalk({ level: colour ? 1 : 0 }), width: 80, unicode: true, ...rest }
}

/** A keyboard and a screen of a test's own. */
export function fakeTerminal(size: { columns?: number; rows?: number } = {}) {
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    isRaw: false,
    setRawMode(raw: boolean) {
      input.isRaw = raw
    },
  })
  let written = ''
  const screen = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk)
      done()
    },
  })
  const output = Object.assign(screen, { isTTY: true, columns: size.columns ?? 80, rows: size.rows ?? 24 })
  // As a terminal does: prompts end what they write to.
  output.end = () => output
  return {
    input,
    output,
    /** Everything that was written. */
    written: () => written,
    /** The rows of the last frame that was drawn, without colours. */
    frame: () => stripVTControlCharacters(written.split('\x1b[H').at(-1) ?? '').split('\r\n'),
    /** Presses keys one after another, each as a terminal sends it. */
    async press(...sequences: string[]) {
      for (const sequence of sequences) {
        input.write(sequence)
        await turn()
        await turn()
      }
    },
    async resize(columns: number, rows: number) {
      Object.assign(output, { columns, rows })
      output.emit('resize')
      await turn()
    },
  }
}
