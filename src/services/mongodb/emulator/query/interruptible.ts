import { createContext, Script } from 'node:vm'
import { ServerError } from '../errors.ts'

const MOST_MS = 200
/** Below this, one repetition cannot take long. */
const LONG_TEXT = 5000

/** An expression that repeats in more than one place can take time that doubles with every letter. */
export function mayTakeLong(pattern: string): boolean {
  return repetitions(pattern) > 1
}

function repetitions(pattern: string): number {
  return (
    pattern
      .replace(/\\./gs, 'x')
      .replace(/\[[^\]]*\]/g, 'x')
      .match(/[*+]|\{\d*,\}/g)?.length ?? 0
  )
}

const place: { run: () => boolean } = createContext({ run: () => false }) as { run: () => boolean }
const script = new Script('run()')

/**
 * Tests a text, and gives up where PCRE would: `vm` can stop an expression that backtracks, nothing else can.
 * @throws ServerError 51156
 */
export function testInTime(pattern: RegExp, text: string, isRisky: boolean): boolean {
  if (!isRisky && (text.length < LONG_TEXT || repetitions(pattern.source) === 0)) return pattern.test(text)
  place.run = () => pattern.test(text)
  try {
    return script.runInContext(place, { timeout: MOST_MS }) as boolean
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    throw new ServerError(51156, 'Error occurred while executing the regular expression: match limit exceeded')
  }
}
