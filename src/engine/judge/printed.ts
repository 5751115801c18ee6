/** What a learner's code has printed, on both streams, as it came. */
export interface Printed {
  /** The first 64 KB. */
  text: string
  /** How many lines there were in all. */
  lines: number
}

const KEPT = 64 * 1024

/** Grows while the code runs. What is beyond the first 64 KB is only counted. */
export class PrintedSoFar {
  #text = ''
  #bytes = 0
  #breaks = 0
  #isOpen = false

  /** @param breaks how many lines end in it; more than the text has where its sender has cut it */
  add(text: string, breaks = breaksIn(text)): void {
    this.#breaks += breaks
    this.#bytes += Buffer.byteLength(text)
    if (text === '') return
    this.#isOpen = !text.endsWith('\n')
    if (this.#text.length < KEPT) this.#text = (this.#text + text).slice(0, KEPT)
  }

  /** How much it was, without what its sender has cut. */
  get bytes(): number {
    return this.#bytes
  }

  /** Undefined where nothing was printed. Lines that Node.js wrote itself are not the learner's. */
  tell(): Printed | undefined {
    const lines = this.#text.split('\n')
    if (lines.at(-1) === '') lines.pop()
    const own = withoutNodes(lines)
    if (own.length === 0) return undefined
    const all = this.#breaks + (this.#isOpen ? 1 : 0)
    const end = this.#text.endsWith('\n') ? '\n' : ''
    return { text: own.join('\n') + end, lines: all - (lines.length - own.length) }
  }
}

export function breaksIn(text: string): number {
  let breaks = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) breaks += 1
  return breaks
}

/** `(node:4711) Warning: …`, and how to see more of it. */
const WARNING = /^\(node:\d+\) |^\(Use `[^`]*` to show where the warning was created\)$/
/** How Node.js begins and ends what it says of an error that nothing caught: the verdict says it better. A line of source stands between the first two. */
const THROWN_AT = /^(?:file:|node:|\/|[A-Za-z]:\\).*:\d+$/
const CARET = /^\s*\^+\s*$/
const LAST_OF_THROWN = /^Node\.js v\d/
/** What V8 leaves when the heap is full. */
const HEAP_FULL = /^(?:<--- (?:Last few GCs|JS stacktrace) --->|FATAL ERROR: .*heap|#? ?Fatal .*out of memory)/i
/** Its lines on collections may be cut, so that the next begins within the last. */
const OF_FULL_HEAP =
  /^(?:<--- .* --->|.*(?:\[\d+:0x[\da-f]+\]|average mu)|FATAL ERROR: |-+ Native stack trace -+|\s*\d+: 0x[\da-f]+ |$)/

function withoutNodes(lines: string[]): string[] {
  const said = withoutThrown(lines.filter((line) => !WARNING.test(line)))
  return said.some((line) => HEAP_FULL.test(line)) ? said.filter((line) => !OF_FULL_HEAP.test(line)) : said
}

function withoutThrown(lines: string[]): string[] {
  const kept: string[] = []
  let isThrown = false
  for (const [index, line] of lines.entries()) {
    // Its end is missing where the process ended while it wrote.
    isThrown ||= THROWN_AT.test(line) && CARET.test(lines[index + 2] ?? '')
    if (!isThrown) kept.push(line)
    else if (LAST_OF_THROWN.test(line)) isThrown = false
  }
  return kept
}
