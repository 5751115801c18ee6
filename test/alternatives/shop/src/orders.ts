import { changing } from './cache.ts'
import { type Db, transaction } from './database.ts'
import { priceOf } from './domain/pricing.ts'
import { fail } from './failure.ts'
import { emptyCart, type Wanted } from './tables/cart-items.ts'
import { addOrder, changeStatus, linesOf, type Order, type OrderLine } from './tables/orders.ts'
import { giveStockBack, isOnSale, takeStock } from './tables/products.ts'

/** Makes an order of the cart: all of it, or nothing. */
export async function placeOrder(accountId: string): Promise<Order> {
  return await changing((begin) =>
    transaction(async (db) => {
      const wanted = await emptyCart(db, accountId)
      if (wanted.length === 0) fail('cart_empty')
      await begin(
        db,
        wanted.map(({ productId }) => productId),
      )
      const lines = await takeAll(db, wanted)
      if (lines.length === 0) fail('cart_empty')
      return await addOrder(db, accountId, lines, priceOf(lines))
    }),
  )
}

/** Each takes what it needs if it is there, in one statement; all in the same order, so nobody waits in a circle. */
async function takeAll(db: Db, wanted: Wanted[]): Promise<OrderLine[]> {
  const taken = new Map<string, OrderLine>()
  for (const { productId, quantity } of inOrder(wanted)) {
    const goods = await takeStock(db, productId, quantity)
    if (goods) taken.set(productId, { productId, name: goods.name, cents: goods.cents, quantity })
    else if (await isOnSale(db, productId)) fail('out_of_stock')
  }
  return wanted.flatMap(({ productId }) => taken.get(productId) ?? [])
}

const inOrder = <T extends { productId: string }>(lines: T[]) =>
  lines.toSorted((a, b) => (a.productId < b.productId ? -1 : 1))

/**
 * Cancels it, and gives its goods back.
 * @param onlyUnasked only while no intent can have been made for it
 * @returns whether it was pending, and is cancelled now
 */
export async function cancelInBooks(id: string, { onlyUnasked = false } = {}): Promise<boolean> {
  return await changing((begin) =>
    transaction(async (db) => {
      const lines = await linesOf(db, id)
      await begin(
        db,
        lines.map(({ productId }) => productId),
      )
      if (!(await changeStatus(db, id, 'cancel', { onlyUnasked }))) return false
      for (const { productId, quantity } of inOrder(lines)) await giveStockBack(db, productId, quantity)
      return true
    }),
  )
}
