import { Router } from 'express'
import { priceOf } from '../domain/pricing.ts'
import { fail } from '../failure.ts'
import { idIn, jsonIn, signedIn } from '../request.ts'
import { CART_ITEM, isId, read } from '../shapes.ts'
import { cartOf, putInCart, takeFromCart } from '../tables/cart-items.ts'

export const carts = Router()

async function shownCart(accountId: string) {
  const items = await cartOf(accountId)
  return { data: { items, totals: priceOf(items) } }
}

carts.get('/cart', async (request, response) => {
  const { id } = await signedIn(request)
  response.json(await shownCart(id))
})

carts.put('/cart/items/:productId', async (request, response) => {
  const { id } = await signedIn(request)
  const { quantity } = read(CART_ITEM, await jsonIn(request, response))
  if (!(await putInCart(id, idIn(request, 'productId'), quantity))) fail('not_found')
  response.json(await shownCart(id))
})

carts.delete('/cart/items/:productId', async (request, response) => {
  const { id } = await signedIn(request)
  const { productId } = request.params
  if (isId(productId)) await takeFromCart(id, productId)
  response.json(await shownCart(id))
})
