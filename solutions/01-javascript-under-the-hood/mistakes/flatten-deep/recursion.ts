/* mistake
wrong: It calls itself for every level, and some ten thousand levels are all that a call stack holds.
why: The data is defined by recursion, so the function is too. It is the clearer code, for data whose depth you
  decide.
fails:
  - goes down 300,000 levels
*/
/** Gives the items of `list` and of all arrays inside it, in order. */
export function flattenDeep(list: readonly unknown[]): unknown[] {
  const items: unknown[] = []
  for (const item of list) {
    if (!Array.isArray(item)) items.push(item)
    else for (const inner of flattenDeep(item)) items.push(inner)
  }
  return items
}
