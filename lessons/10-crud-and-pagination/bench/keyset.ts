import { ordersApp } from './orders-app.ts'

/** Begins behind the order where the last page ended. */
export function buildApp() {
  return ordersApp(
    process.env['DATABASE_URL'],
    'WHERE (placed_at, id) < ($1, $2) ORDER BY placed_at DESC, id DESC LIMIT 10',
    ({ placed_at, id }) => [placed_at, id],
  )
}
