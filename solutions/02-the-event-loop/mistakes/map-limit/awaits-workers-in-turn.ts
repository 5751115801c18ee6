/* mistake
wrong: It awaits its workers one after the other, so it hears of a failure in the second only when the first has ended.
why: A for loop with await over promises looks like Promise.all. While it waits for one, a rejection of another has no handler.
fails:
  - rejects as soon as one item fails, with its error
  - leaves no rejection unhandled when a second item fails
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
    for (const worker of workers) await Promise.race([worker, aborted])
    return results
  } finally {
    signal?.removeEventListener('abort', onAbort)
    source.return?.()
  }
}
