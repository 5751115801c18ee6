import { ordersApp } from './orders-app.ts'

/** Finds the place in the index and reads ten entries. */
export function buildApp() {
  return ordersApp(process.env['MONGODB_URI'], 'orders_by_retailer_and_time', { retailer: 1, placedAt: -1 })
}
