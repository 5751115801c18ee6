/* mistake
wrong: list.flat(Infinity) is built in, and goes down by recursion all the same.
why: One expects a method of the language to be without limits, all the more when one says Infinity to it.
fails:
  - goes down 300,000 levels
*/
/** Gives the items of `list` and of all arrays inside it, in order. */
export function flattenDeep(list: readonly unknown[]): unknown[] {
  return list.flat(Number.POSITIVE_INFINITY)
}
