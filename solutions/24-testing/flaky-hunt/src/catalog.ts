export interface Product {
  sku: string
  name: string
}

export class DuplicateSku extends Error {}

/** The products of a vendor, each with a number of its own. */
export function createCatalog() {
  const products = new Map<string, Product>()
  return {
    /** @throws DuplicateSku, and keeps what was there */
    add(product: Product): void {
      if (products.has(product.sku)) throw new DuplicateSku(product.sku)
      products.set(product.sku, { ...product })
    },
    /** Whether there was one to remove. */
    remove(sku: string): boolean {
      return products.delete(sku)
    },
    /** By name. */
    list(): Product[] {
      return [...products.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'))
    },
  }
}
