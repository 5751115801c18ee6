/* mistake
wrong: It looks at the signal only before it starts an item, so an abort waits for the slowest item in progress.
why: throwIfAborted in the loop is one line, and it is enough when every item is quick.
fails:
  - rejects at once with the reason of a signal that aborts
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
        signal?.throwIfAborted()
        const next = source.next()
        if (next.done) break
        const index = nextIndex++
        results[index] = await mapper(next.value, index)
      }
    } finally {
      // Either the items have run out or one has failed. In both cases nobody should start another.
      open = false
    }
  }

  try {
    const workers: Promise<void>[] = []
    // A worker runs up to its first await right here, so `open` already tells whether another one would find work.
    while (open && workers.length < limit) workers.push(work())
    await Promise.all(workers)
    return results
  } finally {
    source.return?.()
  }
}
