const CHUNK = 512

/** A place in a sorted list. */
export interface Position {
  chunk: number
  offset: number
}

/**
 * Items in order, in chunks of at most 512: a B-tree of two levels. Insertion moves at most one chunk, a search takes
 * two binary searches. Positions hold until the list is changed.
 */
export class SortedList<T> {
  private readonly compare: (a: T, b: T) => number
  private chunks: T[][] = []
  private count = 0

  constructor(compare: (a: T, b: T) => number) {
    this.compare = compare
  }

  get size(): number {
    return this.count
  }

  add(item: T): void {
    const { chunk: at, offset } = this.seek((other) => this.compare(other, item) < 0)
    const place = at === this.chunks.length && at > 0 ? at - 1 : at
    const chunk = this.chunks[place]
    this.count++
    if (!chunk) {
      this.chunks.push([item])
      return
    }
    chunk.splice(place === at ? offset : chunk.length, 0, item)
    if (chunk.length > CHUNK) this.chunks.splice(place, 1, ...halves(chunk, place === this.chunks.length - 1))
  }

  /** Puts many items into an empty list: much faster than one by one. */
  fill(items: T[]): void {
    const sorted = items.sort(this.compare)
    this.chunks = []
    for (let at = 0; at < sorted.length; at += CHUNK) this.chunks.push(sorted.slice(at, at + CHUNK))
    this.count = sorted.length
  }

  remove(item: T): void {
    const { chunk: at, offset } = this.seek((other) => this.compare(other, item) < 0)
    const chunk = this.chunks[at]
    const found = chunk?.[offset]
    if (!chunk || found === undefined || this.compare(found, item) !== 0) return
    chunk.splice(offset, 1)
    this.count--
    if (chunk.length === 0) this.chunks.splice(at, 1)
  }

  /** The first item for which `isBefore` is false; it must be true for none after one for which it is false. */
  seek(isBefore: (item: T) => boolean): Position {
    const chunk = firstIndex(this.chunks, (items) => !isBefore(items[items.length - 1] as T))
    const items = this.chunks[chunk]
    return { chunk, offset: items ? firstIndex(items, (item) => !isBefore(item)) : 0 }
  }

  at({ chunk, offset }: Position): T | undefined {
    return this.chunks[chunk]?.[offset]
  }

  /** Moves the position one item on. */
  next(position: Position): void {
    position.offset++
    if (position.offset < (this.chunks[position.chunk]?.length ?? 0)) return
    position.chunk++
    position.offset = 0
  }

  /** Moves the position one item back; before the first, `at` gives undefined. */
  previous(position: Position): void {
    position.offset--
    if (position.offset >= 0) return
    position.chunk--
    position.offset = (this.chunks[position.chunk]?.length ?? 0) - 1
  }

  copy(): SortedList<T> {
    const copy = new SortedList(this.compare)
    copy.chunks = this.chunks.map((chunk) => chunk.slice())
    copy.count = this.count
    return copy
  }

  *[Symbol.iterator](): Generator<T> {
    for (const chunk of this.chunks) yield* chunk
  }
}

/** The last chunk stays nearly full, since keys that grow, as ids do, only ever add there. */
function halves<T>(chunk: T[], isLast: boolean): [T[], T[]] {
  const middle = isLast ? CHUNK : CHUNK / 2
  return [chunk.slice(0, middle), chunk.slice(middle)]
}

function firstIndex<T>(items: T[], isThere: (item: T) => boolean): number {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isThere(items[middle] as T)) high = middle
    else low = middle + 1
  }
  return low
}
