export interface Product {
  id: number
  name: string
  tags: string[]
  cents: number
}

const WORDS = ['blue', 'chair', 'desk', 'garden', 'green', 'lamp', 'oak', 'round', 'small', 'steel', 'table', 'white']

/** The same products every time, so that each server searches the same shop. */
export function stock(amount: number): Product[] {
  return Array.from({ length: amount }, (_, id) => ({
    id,
    name: `${word(id)} ${word(id * 7 + 3)} ${id}`,
    tags: [word(id * 5 + 1), word(id * 11 + 2)],
    cents: 500 + ((id * 7919) % 50_000),
  }))
}

/** Finds by name or tag, cheapest first. Reads well, passes every test, and looks at the whole shop for each request. */
export function search(products: readonly Product[], text: string): Product[] {
  const wanted = text.toLowerCase()
  return products
    .filter(({ name, tags }) => name.toLowerCase().includes(wanted) || tags.some((tag) => tag.toLowerCase() === wanted))
    .toSorted((a, b) => a.cents - b.cents || a.name.localeCompare(b.name))
    .slice(0, 20)
}

/**
 * How many products make one search take this long on this machine.
 * @param ms of the thread's time
 */
export function stockThatTakes(ms: number): number {
  let amount = 1000
  for (let attempt = 0; attempt < 4; attempt += 1) {
    amount = Math.max(50, Math.round((amount * ms) / quickest(stock(amount))))
  }
  return amount
}

/** The quickest of many: whatever else runs on the machine can only add to it. */
function quickest(products: readonly Product[]): number {
  let best = Number.POSITIVE_INFINITY
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const start = performance.now()
    search(products, 'lamp')
    best = Math.min(best, performance.now() - start)
  }
  return best
}

function word(index: number): string {
  return WORDS[index % WORDS.length] ?? ''
}
