import type { Pool } from 'pg'
import { ProductCache } from './cache.ts'
import type { Config } from './config.ts'
import { Gateway } from './gateway.ts'
import { Images } from './images.ts'
import { passwordsWith } from './passwords.ts'
import { Payments } from './payments.ts'
import { Recovery } from './recovery.ts'
import { Accounts } from './stores/accounts.ts'
import { Carts } from './stores/carts.ts'
import { Orders } from './stores/orders.ts'
import { Products } from './stores/products.ts'
import { tokensWith } from './tokens.ts'

export type Service = ReturnType<typeof assemble>

/** All parts, made once. Routes take what they need of it. */
export function assemble(config: Config, pool: Pool) {
  const cache = new ProductCache(config.redisUrl)
  const orders = new Orders(pool)
  const payments = new Payments(orders, new Gateway(config.payments))
  return {
    cache,
    orders,
    payments,
    recovery: new Recovery(orders, payments),
    accounts: new Accounts(pool),
    products: new Products(pool),
    carts: new Carts(pool),
    images: new Images(config.storage),
    passwords: passwordsWith(config.bcryptCost),
    tokens: tokensWith(config.jwtSecret),
    admin: config.admin,
  }
}

/** The first admin, where there is no account with this email. */
export async function ensureAdmin({ accounts, passwords, admin }: Service): Promise<void> {
  if (await accounts.byEmail(admin.email)) return
  // Another instance may have been faster, and then this one adds nothing.
  await accounts.add(admin.email, await passwords.hash(admin.password), 'admin')
}
