// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code as text
/** Broken versions of the given code, each in one way, by what they break. */
import type { Change } from '../suites.ts'

const price = (says: string, from: string, to: string): Change => ({ says, file: 'price.ts', from, to })
const key = (says: string, from: string, to: string): Change => ({ says, file: 'require-key.ts', from, to })
const service = (says: string, from: string, to: string): Change => ({ says, file: 'orders-service.ts', from, to })
const controller = (says: string, from: string, to: string): Change => ({
  says,
  file: 'orders-controller.ts',
  from,
  to,
})
const app = (says: string, from: string, to: string): Change => ({ says, file: 'app.ts', from, to })

export const DISCOUNT = [
  price('some lines get no discount that should', 'quantity >= 100 ?', 'quantity > 100 ?'),
  price('some lines get a discount that should not', 'quantity >= 100 ?', 'quantity >= 99 ?'),
  price('the discount is too large', 'full - Math.floor(full / 10)', 'full - Math.floor(full / 5)'),
  price('the discount is not rounded as promised', 'full - Math.floor(full / 10)', 'full - Math.ceil(full / 10)'),
  price(
    'small lines get a discount when another line is large',
    'lines.reduce((sum, line) => sum + centsOf(line), 0)',
    'lines.reduce((sum, line) => sum + centsOf(line), 0) - (lines.some((l) => l.quantity >= 100) ? lines.filter((l) => l.quantity < 100).reduce((sum, l) => sum + Math.floor((l.quantity * l.cents) / 10), 0) : 0)',
  ),
]

export const SHIPPING = [
  price('some orders pay for shipping that should be free', 'goods >= 50_000', 'goods > 50_000'),
  price('some orders do not pay for shipping that should', 'goods >= 50_000', 'goods >= 49_999'),
  price(
    'whether shipping is free is decided before discounts',
    'goods >= 50_000',
    'lines.reduce((sum, { quantity, cents }) => sum + quantity * cents, 0) >= 50_000',
  ),
  price('the total leaves shipping out', 'total: goods + shipping', 'total: goods'),
]

export const QUANTITIES = [
  price('a quantity of 0 is accepted', 'quantity < 1)', 'quantity < 0)'),
  price('a negative quantity is accepted', '|| quantity < 1)', '|| quantity === 0)'),
  price('half a piece can be ordered', '!Number.isInteger(quantity) || ', ''),
  price('no lines cost something', 'lines.length === 0 || ', ''),
  price('a wrong quantity is told by another kind of error', 'new RangeError(', 'new Error('),
]

export const REFUSED = [
  key(
    'a request without a key comes through',
    'if (retailer === undefined) {',
    "if (retailer === undefined && request.get('authorization')) {",
  ),
  key(
    'a request with a wrong key comes through',
    'if (retailer === undefined) {',
    "if (retailer === undefined && key === '') {",
  ),
  key('a key comes through with another scheme, such as Basic', "scheme.toLowerCase() === 'bearer'", "scheme !== ''"),
  key(
    'what stands behind runs for those that are refused',
    "json({ error: 'unauthorized' })\n      return",
    "json({ error: 'unauthorized' })",
  ),
  key('an answer lacks a header', ".set('WWW-Authenticate', 'Bearer')", ''),
  key('a refusal has another status', 'status(401)', 'status(403)'),
]

export const LET_THROUGH = [
  key('Bearer is understood in one spelling only', "scheme.toLowerCase() === 'bearer'", "scheme === 'Bearer'"),
  key(
    'what stands behind is told the key and not the retailer',
    "response.locals['retailer'] = retailer",
    "response.locals['retailer'] = key",
  ),
  key(
    'every key is taken for the same retailer',
    '? retailers.get(key) : undefined',
    '? retailers.has(key) ? [...retailers.values()][0] : undefined : undefined',
  ),
  key('what stands behind runs twice', '    next()\n', '    next()\n    next()\n'),
]

export const MONEY = [
  service(
    'an order is saved although its payment was refused',
    'const payment = await charge(retailer, total)',
    "const payment = await charge(retailer, total).catch(async (error) => {\n      await repository.add({ id: randomUUID(), retailer, reference, lines, total, status: 'placed', placedAt: now(), payment: '' })\n      throw error\n    })",
  ),
  service(
    'the wrong amount is charged',
    'const payment = await charge(retailer, total)',
    'const payment = await charge(retailer, priceOf(await priced(lines)).goods)',
  ),
  service(
    'an order is charged twice',
    'const payment = await charge(retailer, total)',
    'await charge(retailer, total)\n    const payment = await charge(retailer, total)',
  ),
  service('another retailer is charged', 'await payments.charge(retailer, cents)', "await payments.charge('', cents)"),
  service('an order is answered but not saved', 'await repository.add(order)', 'void repository'),
  service(
    'a product that nobody sells is given away',
    "if (cents === undefined) throw new OrderError('unknown_product', `nobody sells ${product}`)\n        return { quantity, cents }",
    'return { quantity, cents: cents ?? 0 }',
  ),
  service(
    'a bank that cannot be reached is told as a payment refused',
    'if (error instanceof PaymentRefused) throw',
    'if (error) throw',
  ),
]

export const REFERENCES = [
  service(
    'an order that is sent again is charged again',
    'if (before) return before',
    'if (before) return { ...before, payment: await charge(retailer, before.total) }',
  ),
  service('an order that is sent again becomes a second one', 'if (before) return before', ''),
  service(
    "another retailer's order is taken for the same",
    'return { place, find, cancel }',
    `const seen = new Map<string, Order>()
  const placeAny = async (retailer: string, order: NewOrder) => {
    const placed = seen.get(order.reference) ?? (await place(retailer, order))
    seen.set(order.reference, placed)
    return placed
  }
  return { place: placeAny, find, cancel }`,
  ),
  service(
    'an order that is sent again is answered with an error',
    'if (before) return before',
    "if (before) throw new OrderError('already_cancelled', 'again')",
  ),
]

export const MAILS = [
  service('nobody gets a mail', 'await mailer.send(retailer, `Order ${id} is placed.`)', 'void mailer'),
  service('a mail that cannot be sent makes the order fail', '.catch(() => undefined)', ''),
  service(
    'the mail is sent some time after `place` has resolved',
    'await tell(order).catch(() => undefined)',
    'setTimeout(() => void tell(order).catch(() => undefined), 20)',
  ),
  service('the mail does not name the order', '`Order ${id} is placed.`', "'Your order is placed.'"),
  service(
    'a mail goes out for an order that was refused',
    'const payment = await charge(retailer, total)',
    "const payment = await charge(retailer, total).catch(async (error) => {\n      await mailer.send(retailer, 'Order placed.')\n      throw error\n    })",
  ),
]

export const CANCELLING = [
  service('some orders cannot be cancelled that should', '> CANCEL_MS', '>= CANCEL_MS'),
  service('some orders can be cancelled that should not', '> CANCEL_MS', '> CANCEL_MS + 1'),
  service('the money does not come back', 'await payments.refund(order.payment)', 'void payments'),
  service(
    'the money of another payment comes back',
    'await payments.refund(order.payment)',
    'await payments.refund(order.id)',
  ),
  service(
    'an order can be cancelled twice',
    "if (order.status === 'cancelled') throw new OrderError('already_cancelled', 'it is cancelled already')",
    '',
  ),
  service('a cancelled order is not saved as such', 'await repository.update(cancelled)', ''),
  service(
    "a stranger's order can be cancelled",
    'const order = await find(retailer, id)',
    'const order = await find((await repository.byId(id))?.retailer ?? retailer, id)',
  ),
  service(
    'an order is cancelled although the refund failed',
    'await payments.refund(order.payment)\n',
    'await payments.refund(order.payment).catch(() => undefined)\n',
  ),
  service("a stranger's order can be read", 'if (order?.retailer !== retailer) throw', 'if (!order) throw'),
]

export const STATUSES = [
  controller('a new order is answered with another status', 'status(201)', 'status(200)'),
  controller('the answer to a new order does not say where it is', '.location(`/orders/${placed.id}`)', ''),
  controller('a refused payment has another status', 'payment_refused: 402', 'payment_refused: 400'),
  controller('a product that nobody sells has another status', 'unknown_product: 422', 'unknown_product: 404'),
  controller('an order that is not there has another status', 'not_found: 404', 'not_found: 403'),
  controller('cancelling too late has another status', 'too_late: 409', 'too_late: 400'),
  controller('cancelling twice has another status', 'already_cancelled: 409', 'already_cancelled: 200'),
]

export const BODIES = [
  controller('an order without lines is accepted', ' || lines.length === 0', ''),
  controller('an order without a reference is accepted', " || reference === ''", ''),
  controller('a quantity of 0 reaches the service', 'Number(line.quantity) >= 1', 'Number(line.quantity) >= 0'),
  controller(
    'a quantity that is text reaches the service',
    'Number.isInteger(line.quantity)',
    'Number.isInteger(Number(line.quantity))',
  ),
  controller(
    'what the service did not expect is answered as an error of the client',
    'return next(error)',
    "return response.status(400).json({ error: 'bad_request' })",
  ),
  controller(
    'the service is told what else the client has sent',
    'read.every(isLine) ? { reference, lines: read }',
    'read.every(isLine) ? { ...body as object, reference, lines: read }',
  ),
]

export const DOORS = [
  app(
    'orders can be read without a key',
    "app.use('/orders', requireKey(retailers), express.json())",
    "app.use('/orders', (request, response, next) => (request.method === 'GET' ? next() : requireKey(retailers)(request, response, next)), express.json())",
  ),
  app('/health asks for a key', "app.get('/health'", "app.use('/health', requireKey(retailers))\n  app.get('/health'"),
  app(
    'a body is read before anybody has asked for the key',
    'requireKey(retailers), express.json()',
    'express.json(), requireKey(retailers)',
  ),
  app('orders cannot be cancelled by HTTP', "app.post('/orders/:id/cancel', orders.cancel)\n", ''),
]

export const FAILURES = [
  app('a failure tells its cause', "json({ error: 'internal' })", 'json({ error: error.message })'),
  app('a failure is not logged', '    log(error)\n', ''),
  app(
    'JSON that cannot be read is answered as a failure of ours',
    "error?.type === 'entity.parse.failed'",
    "error?.type === 'never'",
  ),
  app(
    'an unknown path is answered with a page',
    "  app.use((_request, response) => response.status(404).json({ error: 'not_found' }))\n",
    '',
  ),
]
