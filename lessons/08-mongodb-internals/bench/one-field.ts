import { ordersApp } from './orders-app.ts'

/** Finds the orders of the retailer, reads all of them and sorts. */
export function buildApp() {
  return ordersApp('orders_by_retailer', { retailer: 1 })
}
