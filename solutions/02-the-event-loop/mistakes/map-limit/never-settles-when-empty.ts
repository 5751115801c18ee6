/* mistake
wrong: With no items it never settles; the caller waits for ever.
why: Whoever finishes the last item resolves the promise. When there is no item, there is no last one.
fails:
  - gives an empty list for no items
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
  let running = 0
  let open = true
  let onAbort = () => {}

  try {
    return await new Promise<R[]>((resolve, reject) => {
      onAbort = () => fail(signal?.reason)
      signal?.addEventListener('abort', onAbort)
      fill()

      function fill(): void {
        while (open && running < limit) {
          const next = source.next()
          if (next.done) open = false
          else start(next.value, nextIndex++)
        }
      }

      function start(item: T, index: number): void {
        running += 1
        const call = async () => mapper(item, index)
        call().then((result) => {
          results[index] = result
          running -= 1
          fill()
          if (!open && running === 0) resolve(results)
        }, fail)
      }

      function fail(error: unknown): void {
        open = false
        reject(error)
      }
    })
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}
