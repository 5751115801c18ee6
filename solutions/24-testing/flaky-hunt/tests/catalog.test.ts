import { expect, test } from 'vitest'
import { createCatalog, DuplicateSku } from '../src/catalog.ts'

const flour = { sku: 'F-1', name: 'Rye flour' }
const yeast = { sku: 'A-9', name: 'Yeast' }
const barley = { sku: 'Z-1', name: 'Barley' }

function catalogOf(...products: (typeof flour)[]) {
  const catalog = createCatalog()
  for (const product of products) catalog.add(product)
  return catalog
}

test('a product is listed', () => {
  expect(catalogOf(flour).list()).toEqual([flour])
})

test('a number can be used once', () => {
  const catalog = catalogOf(flour)
  expect(() => catalog.add({ sku: 'F-1', name: 'Spelt flour' })).toThrow(DuplicateSku)
  expect(catalog.list()).toEqual([flour])
})

test('products are listed by name', () => {
  expect(catalogOf(flour, yeast, barley).list()).toEqual([barley, flour, yeast])
})

test('what is removed is gone', () => {
  const catalog = catalogOf(flour, yeast)
  expect(catalog.remove('F-1')).toBe(true)
  expect(catalog.remove('F-1')).toBe(false)
  expect(catalog.list()).toEqual([yeast])
})
