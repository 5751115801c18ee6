/* mistake
wrong: The last field of a line that ends with CRLF keeps the CR.
why: One splits at \n, and on a screen a CR cannot be seen. It shows when the value is compared with something.
fails:
  - takes CRLF and LF as the end of a record
  - gives the same wherever the chunks are cut
*/
import { Transform } from 'node:stream'

/** What the stream fails with when its input is no CSV. */
export class CsvError extends Error {
  override name = 'CsvError'
  /** Which record is broken: 1 is the header, 2 the first record after it. */
  readonly record: number

  constructor(message: string, record: number) {
    super(`record ${record}: ${message}`)
    this.record = record
  }
}

export function csvToNdjson(): Transform {
  // Keeps the first bytes of a character until the others come, and drops a byte order mark.
  const decoder = new TextDecoder()
  const parser = new CsvParser()
  let header: string[] | undefined

  function toLine(record: string[]): string {
    if (!header) {
      header = record
      return ''
    }
    if (record.length !== header.length) {
      throw new CsvError(`it has ${record.length} fields, the header has ${header.length}`, parser.count)
    }
    return `${JSON.stringify(Object.fromEntries(header.map((name, index) => [name, record[index]])))}\n`
  }

  /** Pushes one piece for each piece of input, which is far quicker than one for each line. */
  function pass(stream: Transform, records: Iterable<string[]>): void {
    let lines = ''
    for (const record of records) lines += toLine(record)
    if (lines) stream.push(lines)
  }

  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      attempt(done, () => pass(this, parser.read(decoder.decode(chunk, { stream: true }))))
    },
    flush(done) {
      attempt(done, () => {
        pass(this, parser.read(decoder.decode()))
        pass(this, parser.end())
      })
    },
  })
}

/** A stream hears of an error through its callback; a throw would end the process. */
function attempt(done: (error?: Error) => void, work: () => void): void {
  try {
    work()
  } catch (error) {
    done(error as Error)
    return
  }
  done()
}

const QUOTE = /"/g
const DELIMITER = /[,\n]/g

/** Where the next character stands: before a field, in a plain one, in quotes, behind a closing quote, behind its CR. */
type Place = 'before' | 'plain' | 'quoted' | 'closed' | 'return'

/** Reads text piece by piece. All it keeps is the record that is not complete yet, and where in it the next piece begins. */
class CsvParser {
  /** The number of the record that was read last. */
  count = 0
  #place: Place = 'before'
  #field = ''
  #record: string[] = [];

  *read(text: string): Generator<string[]> {
    let at = 0
    while (at < text.length) {
      if (this.#place === 'before') at = this.#begin(text, at)
      else if (this.#place === 'quoted') at = this.#takeUntil(QUOTE, text, at)
      else if (this.#place === 'plain') at = this.#takeUntil(DELIMITER, text, at)
      if (at >= text.length) return
      const char = text.charAt(at)
      at += 1
      if (this.#place === 'quoted') this.#place = 'closed'
      else if (this.#place === 'closed' && char === '"') this.#reopen()
      else if (this.#place === 'closed' && char === '\r') this.#place = 'return'
      else if (char === '\n') yield* this.#endRecord()
      else if (char === ',' && this.#place !== 'return') this.#endField()
      else throw new CsvError('there is text behind a closing quote', this.count + 1)
    }
  }

  *end(): Generator<string[]> {
    if (this.#place === 'quoted') throw new CsvError('a quoted field never ends', this.count + 1)
    if (this.#place === 'return') throw new CsvError('there is text behind a closing quote', this.count + 1)
    if (this.#place !== 'before' || this.#record.length > 0) yield* this.#endRecord()
  }

  /** Looks at a field's first character, and steps over it when it is a quote. */
  #begin(text: string, at: number): number {
    const isQuoted = text.charAt(at) === '"'
    this.#place = isQuoted ? 'quoted' : 'plain'
    return isQuoted ? this.#takeUntil(QUOTE, text, at + 1) : this.#takeUntil(DELIMITER, text, at)
  }

  /** Adds to the field what stands before the next match. Gives the place of the match, or the end of the text. */
  #takeUntil(pattern: RegExp, text: string, at: number): number {
    pattern.lastIndex = at
    const end = pattern.exec(text)?.index ?? text.length
    this.#field += text.slice(at, end)
    return end
  }

  #reopen(): void {
    this.#field += '"'
    this.#place = 'quoted'
  }

  #endField(): void {
    this.#record.push(this.#field)
    this.#field = ''
    this.#place = 'before'
  }

  *#endRecord(): Generator<string[]> {
    const isEmptyLine = this.#place === 'plain' && this.#field === '' && this.#record.length === 0
    this.#endField()
    const record = this.#record
    this.#record = []
    if (isEmptyLine) return
    this.count += 1
    yield record
  }
}
