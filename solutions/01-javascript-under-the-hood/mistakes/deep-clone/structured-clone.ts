/* mistake
wrong: It leaves the work to structuredClone, which knows built-in types and cycles, and neither classes nor
  symbols nor functions.
why: The platform has a function for deep copies, and it is a good one. It was made to send data to another
  thread, where no class and no function is at home.
fails:
  - gives primitives and functions back as they are
  - copies a date as a date of its own
  - copies a regular expression with its flags and its lastIndex
  - keeps the prototype and does not run the constructor
  - copies bytes, and keeps two views of one buffer together
  - copies properties with symbol keys
  - keeps an accessor an accessor and does not run it
*/
/** Gives a copy of `value` as another thread would get it. */
export function deepClone<T>(value: T): T {
  return structuredClone(value)
}
