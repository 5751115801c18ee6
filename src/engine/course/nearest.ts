/**
 * Edits between two words: insert, delete, replace, or swap two neighbours (optimal string alignment).
 * Swaps count as one, because they are how fingers slip.
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, at(beforeLast, j - 2) + 1)
      row.push(best)
    }
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

/** The names most like `wanted`, best first: those that hold it, and those a few slips away. */
export function nearest(wanted: string, names: string[], most = 3): string[] {
  const word = wanted.toLowerCase()
  return names
    .map((name) => ({ name, distance: likeness(word, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= slips(Math.max(name.length, word.length)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ name }) => name)
}

/** How many slips a word of this length may hold. With more, any short word would be like any other. */
function slips(length: number): number {
  return Math.max(1, Math.floor(length / 3))
}

function likeness(word: string, name: string): number {
  if (word.length > 100) return Number.POSITIVE_INFINITY
  if (word.length > 2 ? name.includes(word) : word.length > 1 && name.startsWith(word)) return 0.5
  return editDistance(word, name)
}

function at(row: number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
