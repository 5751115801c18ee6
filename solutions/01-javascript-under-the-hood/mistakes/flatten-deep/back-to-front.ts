/* mistake
wrong: It takes items from the end of its stack in the order in which it put them there, so every level comes
  out backwards.
why: push and pop are the quick pair, and a stack turns things round.
fails:
  - gives all items in the order in which they are written
  - keeps items that are empty, false or missing
  - opens arrays and nothing else
  - goes down 300,000 levels
  - takes 500,000 items on one level
*/
/** Gives the items of `list` and of all arrays inside it, in order. */
export function flattenDeep(list: readonly unknown[]): unknown[] {
  const items: unknown[] = []
  const open: unknown[] = [list]
  while (open.length > 0) {
    const item = open.pop()
    if (!Array.isArray(item)) items.push(item)
    else for (const inner of item) open.push(inner)
  }
  return items
}
