import { ordersApp } from './orders-app.ts'

/** Reads every order for each request. */
export function buildApp() {
  return ordersApp(process.env['MONGODB_URI'], 'orders_without_index')
}
