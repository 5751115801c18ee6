import { ordersApp } from './orders-app.ts'

/** Reads every order for each request. */
export function buildApp() {
  return ordersApp('orders_without_index')
}
