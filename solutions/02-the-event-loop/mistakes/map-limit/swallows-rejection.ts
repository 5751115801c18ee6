/* mistake
wrong: A failing item becomes a hole in the results, and the call succeeds.
why: A catch was added so that one bad item does not spoil the rest; now nobody learns that anything went wrong.
fails:
  - rejects as soon as one item fails, with its error
  - starts nothing new after the first failure
  - treats a mapper that throws like one that rejects
*/
export interface MapLimitOptions {
  signal?: AbortSignal | undefined
}

export async function mapLimit<T, R>(
  items: Iterable<T>,
  limit: number,
  mapper: (item: T, index: number) => R | Promise<R>,
  { signal }: MapLimitOptions = {},
): Promise<R[]> {
  if (limit !== Infinity && !(Number.isInteger(limit) && limit >= 1)) {
    throw new RangeError(`limit must be a whole number from 1 up, or Infinity; it is ${limit}`)
  }
  signal?.throwIfAborted()

  const source = items[Symbol.iterator]()
  const results: R[] = []
  let nextIndex = 0
  let open = true

  /** Takes one item after the other. All workers share `source`, so no item is taken twice. */
  async function work(): Promise<void> {
    try {
      while (open) {
        const next = source.next()
        if (next.done) break
        const index = nextIndex++
        try {
          results[index] = await mapper(next.value, index)
        } catch {
          // One bad item should not spoil the others.
        }
      }
    } finally {
      // Either the items have run out or one has failed. In both cases nobody should start another.
      open = false
    }
  }

  let onAbort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      open = false
      reject(signal?.reason)
    }
  })
  signal?.addEventListener('abort', onAbort)
  try {
    const workers: Promise<void>[] = []
    // A worker runs up to its first await right here, so `open` already tells whether another one would find work.
    while (open && workers.length < limit) workers.push(work())
    await Promise.race([Promise.all(workers), aborted])
    return results
  } finally {
    signal?.removeEventListener('abort', onAbort)
    source.return?.()
  }
}
