/* mistake
wrong: It works in chunks. Each chunk waits for its slowest item, and meanwhile the other places stand empty.
why: Cutting the list into pieces and awaiting Promise.all for each is short, and it does keep to the limit.
fails:
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

  async function inChunks(): Promise<R[]> {
    const results: R[] = []
    let chunk: (R | Promise<R>)[] = []
    let index = 0
    for (const item of items) {
      if (!open) break
      chunk.push(mapper(item, index++))
      if (chunk.length < limit) continue
      results.push(...(await Promise.all(chunk)))
      chunk = []
    }
    results.push(...(await Promise.all(chunk)))
    return results
  }

  signal?.addEventListener('abort', onAbort)
  try {
    return await Promise.race([inChunks(), aborted])
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}
