import { productApp } from './product-app.ts'

export function buildApp() {
  return productApp(process.env['REDIS_URL'], 50)
}
