import { ordersApp, SKIPPED } from './orders-app.ts'

/** Reads 100,000 orders, throws them away, and gives the next ten. */
export function buildApp() {
  return ordersApp(process.env['DATABASE_URL'], `ORDER BY placed_at DESC, id DESC LIMIT 10 OFFSET ${SKIPPED}`)
}
