/* mistake
wrong: It spreads an array into the arguments of push, and arguments lie on the call stack.
why: push(...items) is how one appends a list to a list. Up to some hundred thousand items.
fails:
  - takes 500,000 items on one level
*/
/** Gives the items of `list` and of all arrays inside it, in order. */
export function flattenDeep(list: readonly unknown[]): unknown[] {
  const items: unknown[] = []
  const open: unknown[] = []
  open.push(...list.toReversed())
  while (open.length > 0) {
    const item = open.pop()
    if (Array.isArray(item)) open.push(...item.toReversed())
    else items.push(item)
  }
  return items
}
