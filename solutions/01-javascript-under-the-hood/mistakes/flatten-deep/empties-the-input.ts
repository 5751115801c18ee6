/* mistake
wrong: It works the list itself off, and the arrays inside it with it.
why: The stack of open work and the list of the caller look alike, and taking away what is done ends the loop by
  itself.
fails:
  - leaves the list as it was
*/
/** Gives the items of `list` and of all arrays inside it, in order, working each array off from its front. */
export function flattenDeep(list: unknown[]): unknown[] {
  const items: unknown[] = []
  const open: unknown[][] = [list.reverse()]
  for (let innermost = open.at(-1); innermost; innermost = open.at(-1)) {
    if (innermost.length === 0) {
      open.pop()
      continue
    }
    const item = innermost.pop() // the front, since the array has been turned round
    if (Array.isArray(item)) open.push(item.reverse())
    else items.push(item)
  }
  return items
}
