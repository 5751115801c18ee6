/* mistake
wrong: It opens everything that can be iterated, so a Set gives up its items and a typed array its numbers.
why: Symbol.iterator in value looks like the general form of Array.isArray.
fails:
  - opens arrays and nothing else
*/
/** Gives the items of `list` and of all arrays inside it, in order, with a stack of its own on the heap. */
export function flattenDeep(list: readonly unknown[]): unknown[] {
  const items: unknown[] = []
  const open: Iterator<unknown>[] = [list.values()]
  for (let innermost = open.at(-1); innermost; innermost = open.at(-1)) {
    const { done, value } = innermost.next()
    if (done) open.pop()
    else if (isIterable(value)) open.push(value[Symbol.iterator]())
    else items.push(value)
  }
  return items
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}
