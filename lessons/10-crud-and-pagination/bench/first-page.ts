import { ordersApp } from './orders-app.ts'

/** The ten newest orders. */
export function buildApp() {
  return ordersApp(process.env['DATABASE_URL'], 'ORDER BY placed_at DESC, id DESC LIMIT 10')
}
