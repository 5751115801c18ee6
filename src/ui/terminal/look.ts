import { Chalk, type ChalkInstance } from 'chalk'
import { isPlain, type World } from '../../world.ts'
import { understandsLinks } from './understands-links.ts'

/** How to draw: colour, width and characters. `ui/` gets this and data, and gives back a string. */
export interface Look {
  chalk: ChalkInstance
  /** Columns to fill, 20 to 100. */
  width: number
  /** False where the terminal cannot be trusted with more than ASCII. */
  unicode: boolean
  /** Words where there would be marks, and no lines, bars or columns: for screen readers. */
  plain?: boolean
  /** True where the terminal is known to make links of OSC 8. */
  links?: boolean
}

/** Where there is no terminal: words alone, for whoever shows or reads them out. */
export const WORDS_ALONE: Look = { chalk: new Chalk({ level: 0 }), width: 100, unicode: true, plain: true }

const NARROWEST = 20
const WIDEST = 100
const WIDTH_OF_A_PIPE = 80

export function lookOf(world: Pick<World, 'env' | 'stdout' | 'flags'>): Look {
  const columns = world.stdout.columns || Number(world.env['COLUMNS']) || WIDTH_OF_A_PIPE
  const plain = isPlain(world)
  return {
    chalk: readableOnBoth(new Chalk({ level: plain ? 0 : colourLevel(world) })),
    width: Math.max(NARROWEST, Math.min(WIDEST, columns)),
    unicode: !plain && hasUnicode(world.env),
    plain,
    links: !plain && understandsLinks(world),
  }
}

/** Of the 256 colours. Contrast with white and with black: 4.7 and 4.4 for the first, 4.5 and 4.6 for the second. */
const AMBER = 130
const GREY = 243

/**
 * Yellow is not to be read on white, dim on many a grey. Nobody tells us the background, so both become colours half-way
 * between black and white; where there are only 16 colours, whose looks nobody tells either, the nearest that is safe.
 */
function readableOnBoth(chalk: ChalkInstance): ChalkInstance {
  const has256 = chalk.level > 1
  const grey = has256 ? chalk.ansi256(GREY) : chalk.reset
  Object.defineProperties(chalk, {
    yellow: { value: has256 ? chalk.ansi256(AMBER) : chalk.magenta },
    dim: { value: grey },
    gray: { value: grey },
  })
  return chalk
}

function colourLevel({ env, stdout, flags }: Pick<World, 'env' | 'stdout' | 'flags'>): 0 | 1 | 2 | 3 {
  if (!flags.color || env['NO_COLOR']) return 0
  const forced = env['FORCE_COLOR']
  if (forced !== undefined)
    return forced === '0' || forced === 'false' ? 0 : forced === '2' ? 2 : forced === '3' ? 3 : 1
  if (!stdout.isTTY) return 0
  if (/truecolor|24bit/i.test(env['COLORTERM'] ?? '')) return 3
  return /256/.test(env['TERM'] ?? '') || process.platform === 'win32' ? 2 : 1
}

function hasUnicode(env: World['env']): boolean {
  if (process.platform === 'win32') return Boolean(env['WT_SESSION'] || env['TERM_PROGRAM'])
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || ''
  return env['TERM'] !== 'linux' && (locale === '' || /utf-?8/i.test(locale))
}
