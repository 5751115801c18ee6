import { Chalk, type ChalkInstance } from 'chalk'
import type { World } from '../world.ts'

/** How to draw: colour, width and characters. `ui/` gets this and data, and gives back a string. */
export interface Look {
  chalk: ChalkInstance
  /** Columns to fill, 20 to 100. */
  width: number
  /** False where the terminal cannot be trusted with more than ASCII. */
  unicode: boolean
}

const NARROWEST = 20
const WIDEST = 100
const WIDTH_OF_A_PIPE = 80

export function lookOf(world: Pick<World, 'env' | 'stdout' | 'flags'>): Look {
  const columns = world.stdout.columns || Number(world.env['COLUMNS']) || WIDTH_OF_A_PIPE
  return {
    chalk: new Chalk({ level: colourLevel(world) }),
    width: Math.max(NARROWEST, Math.min(WIDEST, columns)),
    unicode: hasUnicode(world.env),
  }
}

function colourLevel({ env, stdout, flags }: Pick<World, 'env' | 'stdout' | 'flags'>): 0 | 1 | 2 | 3 {
  if (!flags.color || env['NO_COLOR']) return 0
  const forced = env['FORCE_COLOR']
  if (forced !== undefined)
    return forced === '0' || forced === 'false' ? 0 : forced === '2' ? 2 : forced === '3' ? 3 : 1
  if (!stdout.isTTY || env['TERM'] === 'dumb') return 0
  if (/truecolor|24bit/i.test(env['COLORTERM'] ?? '')) return 3
  return /256/.test(env['TERM'] ?? '') || process.platform === 'win32' ? 2 : 1
}

function hasUnicode(env: World['env']): boolean {
  if (process.platform === 'win32') return Boolean(env['WT_SESSION'] || env['TERM_PROGRAM'])
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || ''
  return env['TERM'] !== 'linux' && (locale === '' || /utf-?8/i.test(locale))
}
