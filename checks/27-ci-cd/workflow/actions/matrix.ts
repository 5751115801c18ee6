import { type Entries, entriesOf, isEntries, listOf, type Value } from './values.ts'

/** The entries of a job: one for each combination of its matrix, and one without a matrix where there is none. */
export function entriesOfMatrix(matrix: Value): Entries[] {
  if (!isEntries(matrix)) return [{}]
  const { include, exclude, ...axes } = matrix
  let combined: Entries[] = Object.keys(axes).length > 0 ? [{}] : []
  for (const [name, values] of Object.entries(axes)) {
    combined = combined.flatMap((entry) => listOf(values).map((value) => ({ ...entry, [name]: value })))
  }
  const kept = combined.filter(
    (entry) => !listOf(exclude).some((each) => fits(entry, entriesOf(each), Object.keys(entriesOf(each)))),
  )
  return withIncluded(kept, listOf(include).map(entriesOf), Object.keys(axes))
}

/** An included map is added to the combinations of which it overwrites nothing, else it is an entry of its own. */
function withIncluded(combined: Entries[], included: Entries[], axes: string[]): Entries[] {
  const entries = combined.map((entry) => ({ ...entry }))
  const own: Entries[] = []
  for (const more of included) {
    const shared = axes.filter((name) => name in more)
    const into = entries.filter((entry) => fits(entry, more, shared))
    if (into.length === 0 || combined.length === 0) own.push(more)
    else for (const entry of into) Object.assign(entry, more)
  }
  return [...entries, ...own]
}

function fits(entry: Entries, wanted: Entries, names: string[]): boolean {
  return names.every((name) => JSON.stringify(entry[name]) === JSON.stringify(wanted[name]))
}
