import { productApp } from './product-app.ts'

/** Every request is a query. */
export function buildApp() {
  return productApp(process.env['REDIS_URL'])
}
