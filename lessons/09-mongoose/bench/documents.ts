import { productsApp } from './products-app.ts'

/** Makes a document of each product, with change tracking, arrays and subdocuments. */
export function buildApp() {
  return productsApp(process.env['MONGODB_URI'], 'ProductOfDocuments', (Product) => Product.find().exec())
}
