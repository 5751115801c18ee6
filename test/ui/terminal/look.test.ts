import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { lookOf } from '../../../src/ui/terminal/look.ts'

const lookWith = (env: Record<string, string>) =>
  lookOf({ env, stdout: Object.assign(new PassThrough(), { isTTY: true }), flags: { color: true } })

it.each(['yellow', 'dim', 'gray'] as const)('%s can be read on white and on black', (style) => {
  const { chalk } = lookWith({ TERM: 'xterm-256color' })
  const colour = Number(new RegExp(`${ESCAPE}38;5;(\\d+)m`).exec(chalk[style]('text'))?.[1])
  expect(contrast(luminance(colour), 1)).toBeGreaterThan(4.4)
  expect(contrast(luminance(colour), 0)).toBeGreaterThan(4.4)
})

it('no yellow and no faint text is left to a terminal of 16 colours', () => {
  const { chalk } = lookWith({ TERM: 'xterm' })
  for (const style of ['yellow', 'dim', 'gray'] as const) {
    expect(chalk[style]('text')).not.toMatch(new RegExp(`${ESCAPE}(?:2|33|9\\d)m`))
  }
  expect(chalk.yellow.bold('text')).toContain('\u001b[1m')
})

const ESCAPE = '\u001b\\['

/** Of a colour of the table of 256, as WCAG computes it. */
function luminance(colour: number): number {
  const levels = [0, 95, 135, 175, 215, 255]
  const grey = 8 + 10 * (colour - 232)
  const cube = [36, 6, 1].map((step) => levels[Math.floor((colour - 16) / step) % 6] ?? 0)
  const [red = 0, green = 0, blue = 0] = (colour >= 232 ? [grey, grey, grey] : cube).map((value) => {
    const part = value / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}
