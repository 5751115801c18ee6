import { productsApp } from './products-app.ts'

/** Fetches only what the page shows. */
export function buildApp() {
  return productsApp(process.env['MONGODB_URI'], 'ProductLeanAndSelected', (Product) =>
    Product.find().select('title priceCents').lean().exec(),
  )
}
