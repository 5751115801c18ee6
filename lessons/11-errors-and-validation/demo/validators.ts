// The same order, read by hand, by Zod and by Valibot: once a right one, once with three mistakes, many times over.
// Look for: what a check costs next to a query of a database, which takes a millisecond or more.
import * as v from 'valibot'
import { z } from 'zod'

const order = {
  retailerId: 'ret_4f9k2m7q',
  items: Array.from({ length: 20 }, () => ({ productId: 'p', quantity: 12 })),
}
const wrong = { retailerId: 5, items: [{ productId: 'p', quantity: -1000 }, { productId: 'p' }] }

const withZod = z.strictObject({
  retailerId: z.string(),
  items: z.array(z.strictObject({ productId: z.string(), quantity: z.int().min(1).max(1000) })).max(100),
})

const withValibot = v.strictObject({
  retailerId: v.string(),
  items: v.pipe(
    v.array(
      v.strictObject({
        productId: v.string(),
        quantity: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
      }),
    ),
    v.maxLength(100),
  ),
})

function byHand(input: { retailerId: unknown; items: { productId: unknown; quantity?: unknown }[] }): string[] {
  const errors: string[] = []
  if (typeof input.retailerId !== 'string') errors.push('retailerId')
  for (const [index, { productId, quantity }] of input.items.entries()) {
    if (typeof productId !== 'string') errors.push(`items.${index}.productId`)
    if (!(typeof quantity === 'number' && Number.isInteger(quantity) && quantity >= 1 && quantity <= 1000)) {
      errors.push(`items.${index}.quantity`)
    }
  }
  return errors
}

const readers: Record<string, (input: typeof order | typeof wrong) => unknown> = {
  'by hand': byHand,
  Zod: (input) => withZod.safeParse(input),
  Valibot: (input) => v.safeParse(withValibot, input),
}

console.log('microseconds for'.padEnd(18), 'a right order of 20 items'.padEnd(28), 'a wrong one of 2')
for (const [name, read] of Object.entries(readers)) {
  console.log(
    name.padEnd(18),
    cost(() => read(order)).padEnd(28),
    cost(() => read(wrong)),
  )
}

function cost(work: () => unknown): string {
  for (let warm = 0; warm < 2000; warm += 1) work()
  const start = performance.now()
  let runs = 0
  while (performance.now() - start < 150) {
    for (let run = 0; run < 100; run += 1) work()
    runs += 100
  }
  return ((1000 * (performance.now() - start)) / runs).toFixed(2)
}
