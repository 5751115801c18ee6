/** The accounts, products and orders that checks ask about. */
import type { App } from 'backend-workbook/check'
import { ask, dataOf } from './asking.ts'
import { ADMIN } from './service.ts'

let serial = 0
export const newEmail = () => `person-${++serial}@mill.example`
export const newPassword = () => `Rye-and-salt-${++serial}-${Math.random().toString(36).slice(2)}`
/** No two are alike, so that a search finds one. */
export const newName = (what = 'flour') => `${what} ${++serial}-${Math.random().toString(36).slice(2, 8)}`

export interface Account {
  id: string
  email: string
  role: string
}

export interface Person extends Account {
  password: string
  token: string
}

export async function newPerson(app: App): Promise<Person> {
  const body = { email: newEmail(), password: newPassword() }
  const answer = await ask(app, 'POST', '/auth/register', { body })
  const { token, account } = dataOf<{ token: string; account: Account }>(answer, 201, 'POST /auth/register')
  return { ...account, token, password: body.password }
}

let admin: Promise<string> | undefined

/** A token of the first admin's. It is good for every instance. */
export function adminToken(app: App): Promise<string> {
  admin ??= loginOfAdmin(app).catch((error: unknown) => {
    admin = undefined
    throw error
  })
  return admin
}

async function loginOfAdmin(app: App): Promise<string> {
  const answer = await ask(app, 'POST', '/auth/login', { body: ADMIN })
  return dataOf<{ token: string }>(answer, 200, 'POST /auth/login with ADMIN_EMAIL and ADMIN_PASSWORD').token
}

export interface Product {
  id: string
  name: string
  cents: number
  stock: number
  image: string | null
}

export async function newProduct(app: App, fields: Partial<Product> = {}): Promise<Product> {
  const body = { name: newName(), cents: 999, stock: 10, ...fields }
  const answer = await ask(app, 'POST', '/products', { token: await adminToken(app), body })
  return dataOf<Product>(answer, 201, `POST /products with ${JSON.stringify(body)}`)
}

export async function changeProduct(app: App, id: string, body: object): Promise<Product> {
  const answer = await ask(app, 'PATCH', `/products/${id}`, { token: await adminToken(app), body })
  return dataOf<Product>(answer, 200, `PATCH /products/:id with ${JSON.stringify(body)}`)
}

export async function productNow(app: App, id: string, when = ''): Promise<Product> {
  return dataOf<Product>(await ask(app, 'GET', `/products/${id}`), 200, `GET /products/:id${when}`)
}

/** Asked by a change that changes nothing: what a cache says is judged elsewhere. */
export async function stockOf(app: App, { id, name }: Product): Promise<number> {
  return (await changeProduct(app, id, { name })).stock
}

export interface Totals {
  subtotalCents: number
  discountCents: number
  shippingCents: number
  taxCents: number
  totalCents: number
}

export interface Cart {
  items: { productId: string; name: string; cents: number; quantity: number }[]
  totals: Totals
}

export const tryPut = (app: App, { token }: Pick<Person, 'token'>, productId: string, quantity: unknown) =>
  ask(app, 'PUT', `/cart/items/${productId}`, { token, body: { quantity } })

export async function put(app: App, person: Pick<Person, 'token'>, productId: string, quantity = 1): Promise<Cart> {
  const answer = await tryPut(app, person, productId, quantity)
  return dataOf<Cart>(answer, 200, `PUT /cart/items/:productId with { "quantity": ${quantity} }`)
}

export async function cartOf(app: App, { token }: Pick<Person, 'token'>, when = ''): Promise<Cart> {
  return dataOf<Cart>(await ask(app, 'GET', '/cart', { token }), 200, `GET /cart${when}`)
}

export interface Order {
  id: string
  status: string
  lines: Cart['items']
  totals: Totals
  history: { status: string; at: string }[]
  createdAt: string
}

export const tryOrder = (app: App, { token }: Pick<Person, 'token'>) => ask(app, 'POST', '/orders', { token })

export async function newOrder(app: App, person: Pick<Person, 'token'>, productId: string, quantity = 1) {
  await put(app, person, productId, quantity)
  return dataOf<Order>(await tryOrder(app, person), 201, 'POST /orders')
}

export async function orderNow(app: App, { token }: Pick<Person, 'token'>, id: string, when = ''): Promise<Order> {
  return dataOf<Order>(await ask(app, 'GET', `/orders/${id}`, { token }), 200, `GET /orders/:id${when}`)
}

/** The fields that the brief names: an answer may have more. */
export const namedOf = ({ id, status, lines, totals, history, createdAt }: Order) => ({
  ...{ id, status, lines, totals, history, createdAt },
})

export const statusesOf = ({ history }: Order) => history.map(({ status }) => status)

export const tryCancel = (app: App, { token }: Pick<Person, 'token'>, id: string) =>
  ask(app, 'POST', `/orders/${id}/cancel`, { token })

export const tryPay = (app: App, { token }: Pick<Person, 'token'>, id: string, paymentMethod: unknown = VISA) =>
  ask(app, 'POST', `/orders/${id}/pay`, { token, body: { paymentMethod } })

export const VISA = 'pm_card_visa'
export const DECLINED = 'pm_card_visa_chargeDeclined'
export const BANK = 'pm_usBankAccount_success'
export const CONSENT = 'pm_card_authenticationRequired'

/** Somebody with an order of one product, nothing of which is paid. */
export async function orderedBy(app: App, cents = 999): Promise<{ person: Person; order: Order; product: Product }> {
  const [person, product] = await Promise.all([newPerson(app), newProduct(app, { cents })])
  return { person, product, order: await newOrder(app, person, product.id) }
}
