/* mistake
wrong: It starts every item at once and never looks at the limit.
why: Promise.all over map is the first parallel code everybody learns, and with five items it does no harm.
fails:
  - never has more items in progress than the limit
  - takes an item only when there is room to start it
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

  let onAbort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal?.reason)
  })
  signal?.addEventListener('abort', onAbort)
  try {
    const results = Promise.all([...items].map(async (item, index) => mapper(item, index)))
    return await Promise.race([results, aborted])
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}
