/* mistake
wrong: Every call leaves its listener on the signal.
why: A listener that never fires seems to cost nothing. On a signal that lives as long as the server they pile up, and Node warns of a leak.
fails:
  - leaves no listener on the signal
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
        results[index] = await mapper(next.value, index)
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
    source.return?.()
  }
}
