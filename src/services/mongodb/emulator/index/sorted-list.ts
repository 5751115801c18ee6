const CHUNK = 512

/** A place in a sorted list. */
export interface Position {
  chunk: number
  offset: number
}

/**
 * Items in order, in chunks of at most 512: a B-tree of two levels. Insertion moves at most one chunk, a search takes
 * two binary searches. Positions hold until the list is changed. A copy shares all chunks; each side copies a chunk
 * before it first changes it, so that a copy costs nothing and a change after it one chunk.
 */
export class SortedList<T> {
  private readonly compare: (a: T, b: T) => number
  private chunks: T[][] = []
  /** The chunks that no copy has. */
  private own = new Set<T[]>()
  private ownsList = true
  private count = 0

  constructor(compare: (a: T, b: T) => number) {
    this.compare = compare
  }

  get size(): number {
    return this.count
  }

  add(item: T): void {
    const end = this.chunks.length
    const last = this.chunks[end - 1]
    // Ids grow: most items belong at the end.
    const position =
      last && this.compare(last[last.length - 1] as T, item) < 0
        ? { chunk: end, offset: 0 }
        : this.seek((other) => this.compare(other, item) < 0)
    const place = position.chunk === end && end > 0 ? end - 1 : position.chunk
    this.count++
    const chunk = this.writable(place)
    if (!chunk) {
      this.replaceChunk(place, [[item]])
      return
    }
    if (place === position.chunk) chunk.splice(position.offset, 0, item)
    else chunk.push(item)
    if (chunk.length > CHUNK) this.replaceChunk(place, halves(chunk, place === end - 1))
  }

  /** Puts many items into an empty list: much faster than one by one. */
  fill(items: T[]): void {
    const sorted = items.sort(this.compare)
    this.chunks = []
    for (let at = 0; at < sorted.length; at += CHUNK) this.chunks.push(sorted.slice(at, at + CHUNK))
    this.own = new Set(this.chunks)
    this.ownsList = true
    this.count = sorted.length
  }

  remove(item: T): void {
    const { chunk: at, offset } = this.seek((other) => this.compare(other, item) < 0)
    const found = this.chunks[at]?.[offset]
    if (found === undefined || this.compare(found, item) !== 0) return
    const chunk = this.writable(at)
    chunk?.splice(offset, 1)
    this.count--
    if (chunk?.length === 0) this.replaceChunk(at, [])
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

  /** The same items, in an order of the copy's own that must agree with this one's. */
  copy(compare = this.compare): SortedList<T> {
    const copy = new SortedList(compare)
    copy.chunks = this.chunks
    copy.count = this.count
    copy.ownsList = false
    this.ownsList = false
    this.own = new Set()
    return copy
  }

  *[Symbol.iterator](): Generator<T> {
    for (const chunk of this.chunks) yield* chunk
  }

  private writable(at: number): T[] | undefined {
    const chunk = this.chunks[at]
    if (!chunk || this.own.has(chunk)) return chunk
    const copy = chunk.slice()
    this.replaceChunk(at, [copy])
    return copy
  }

  private replaceChunk(at: number, by: T[][]): void {
    if (!this.ownsList) this.chunks = this.chunks.slice()
    this.ownsList = true
    for (const gone of this.chunks.splice(at, 1, ...by)) this.own.delete(gone)
    for (const chunk of by) this.own.add(chunk)
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
