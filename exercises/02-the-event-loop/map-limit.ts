export interface MapLimitOptions {
  /** Gives up the whole call. */
  signal?: AbortSignal | undefined
}

/**
 * Maps items with at most `limit` of them in progress at any time, and gives the results in the order of the items.
 *
 * - `items` is any iterable: an array, a Set, a generator. An item is taken from it only when there is room to start it.
 * - As soon as one item finishes, the next one starts.
 * - `mapper` gets the item and its position. It may return a value or a promise. When it throws, that is a failure
 *   like a rejection.
 * - The first failure rejects the call at once, with that error. Nothing new is started after it.
 * - When `signal` aborts, the call rejects at once with `signal.reason`, even while items are in progress. Nothing new
 *   is started, and no listener stays behind on the signal.
 * - It never throws, it rejects. A limit that is neither a whole number from 1 up nor Infinity rejects with a RangeError.
 *
 * @example
 * const pages = await mapLimit(urls, 4, async (url) => (await fetch(url)).text())
 */
export async function mapLimit<T, R>(
  items: Iterable<T>,
  limit: number,
  mapper: (item: T, index: number) => R | Promise<R>,
  options: MapLimitOptions = {},
): Promise<R[]> {
  return []
}
