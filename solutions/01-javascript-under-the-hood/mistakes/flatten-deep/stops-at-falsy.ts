/* mistake
wrong: It tests the item for truth, so 0, false, the empty text and null are lost.
why: if (item) was meant to ask whether there is one.
fails:
  - keeps items that are empty, false or missing
  - takes 500,000 items on one level
*/
/** Gives the items of `list` and of all arrays inside it, in order, with a stack of its own on the heap. */
export function flattenDeep(list: readonly unknown[]): unknown[] {
  const items: unknown[] = []
  const open: Iterator<unknown>[] = [list.values()]
  for (let innermost = open.at(-1); innermost; innermost = open.at(-1)) {
    const { done, value } = innermost.next()
    if (done) open.pop()
    else if (Array.isArray(value)) open.push(value.values())
    else if (value) items.push(value)
  }
  return items
}
