import { ordersApp } from './orders-app.ts'

/** Finds the orders of the retailer, reads all of them and sorts. */
export function buildApp() {
  return ordersApp(process.env['MONGODB_URI'], 'orders_by_retailer', { retailer: 1 })
}
