/** What a demo draws with: `import { draw } from 'backend-workbook/picture'`. */
import { send } from './send.ts'
import type { Clock, Part, Tone } from './steps.ts'

export type { Part, Tone } from './steps.ts'

let count = 0

/** A picture that grows while its program runs. */
export interface Picture {
  /**
   * Something happened. Prints when and what is said of it, and tells the page, where one is looking.
   * @throws Error for a part that the picture does not have
   */
  step: (say: string, change?: Change) => void
}

/** What a step changes. What it leaves out stays as it was. */
export interface Change {
  /** From one part to another: drawn as an arrow, with `what` written along it. */
  move?: [from: string, to: string]
  what?: string
  tone?: Tone
  /** Of a tank, in its unit. */
  level?: Record<string, number>
  /** The word in a box; with a tone it is coloured. */
  state?: Record<string, string | [text: string, tone: Tone]>
  /** What a list holds, from its first on. */
  items?: Record<string, string[]>
}

/**
 * Begins a picture. `course demo` prints its steps, a line each, and `course web` draws them as well: to play, pause and
 * step through. Each step is what the program did, at that moment: nothing is drawn that did not happen.
 *
 * @example
 * const picture = draw('One request', [{ id: 'client', title: 'Client' }, { id: 'api', title: 'API' }])
 * picture.step('the client asks', { move: ['client', 'api'], what: 'GET /orders' })
 * @param options `clock: 'steps'` counts the steps and tells no times: for what a server reports afterwards, such as a plan
 * @throws Error for two parts with one id, or one inside a part that does not exist
 */
export function draw(title: string, parts: Part[], options: { clock?: Clock } = {}): Picture {
  const ids = new Set(parts.map(({ id }) => id))
  if (ids.size < parts.length) throw new Error(`Two parts of "${title}" have one id.`)
  for (const { id, inside } of parts) if (inside !== undefined) mustHave(ids, inside, `the part "${id}"`)
  const start = performance.now()
  let steps = 0
  console.log(count === 0 ? title : `\n${title}`)
  count += 1
  send({ title, parts, ...options })
  return {
    step(say, change = {}) {
      steps += 1
      const isTimed = options.clock !== 'steps'
      const at = isTimed ? Math.round((performance.now() - start) * 10) / 10 : steps
      for (const id of partsOf(change)) mustHave(ids, id, `the step "${say}"`)
      console.log(`${isTimed ? `${at.toFixed(1).padStart(9)} ms` : `${at}.`.padStart(5)}  ${say}`)
      send({ at, say, ...change })
    },
  }
}

function mustHave(ids: Set<string>, id: string, who: string): void {
  if (!ids.has(id)) throw new Error(`There is no part "${id}", which ${who} names. There are: ${[...ids].join(', ')}.`)
}

function partsOf({ move, level = {}, state = {}, items = {} }: Change): string[] {
  return [...(move ?? []), ...Object.keys(level), ...Object.keys(state), ...Object.keys(items)]
}
