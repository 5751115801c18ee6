/* mistake
wrong: It awaits each item before it starts the next one, so the limit does nothing.
why: A for loop with await reads like the synchronous loop everybody knows, and it gives the right results.
fails:
  - starts as many items at once as the limit allows
  - starts the next item as soon as one finishes
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

  let open = true
  let onAbort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      open = false
      reject(signal?.reason)
    }
  })

  async function work(): Promise<R[]> {
    const results: R[] = []
    for (const item of items) {
      if (!open) break
      results.push(await mapper(item, results.length))
    }
    return results
  }

  signal?.addEventListener('abort', onAbort)
  try {
    return await Promise.race([work(), aborted])
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}
