import { expect, test } from 'vitest'
import { createCatalog, DuplicateSku } from '../src/catalog.ts'

const catalog = createCatalog()

test('a product is listed', () => {
  catalog.add({ sku: 'F-1', name: 'Rye flour' })
  expect(catalog.list()).toEqual([{ sku: 'F-1', name: 'Rye flour' }])
})

test('a number can be used once', () => {
  expect(() => catalog.add({ sku: 'F-1', name: 'Spelt flour' })).toThrow(DuplicateSku)
  expect(catalog.list()).toHaveLength(1)
})

test('products are listed by name', () => {
  catalog.add({ sku: 'A-9', name: 'Yeast' })
  catalog.add({ sku: 'Z-1', name: 'Barley' })
  expect(catalog.list().map(({ name }) => name)).toEqual(['Barley', 'Rye flour', 'Yeast'])
})

test('what is removed is gone', () => {
  expect(catalog.remove('F-1')).toBe(true)
  expect(catalog.remove('F-1')).toBe(false)
  expect(catalog.list().map(({ name }) => name)).toEqual(['Barley', 'Yeast'])
})
