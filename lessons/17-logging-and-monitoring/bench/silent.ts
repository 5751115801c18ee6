import { ordersApp } from './orders-app.ts'

/** Writes nothing: what the route costs by itself. */
export function buildApp() {
  return ordersApp(() => {})
}
