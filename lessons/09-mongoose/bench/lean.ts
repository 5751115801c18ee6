import { productsApp } from './products-app.ts'

/** Leaves the products as the driver has read them. */
export function buildApp() {
  return productsApp(process.env['MONGODB_URI'], 'ProductLean', (Product) => Product.find().lean().exec())
}
