// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code as text
import { check } from 'backend-workbook/check'
import type { Change } from '../suites.ts'
import { hunt } from './hunting.ts'

const { steady, notices } = hunt('catalog', [
  { says: 'with the last test first', conditions: { order: 'reversed' } },
  { says: 'shuffled', conditions: { order: 7 } },
  { says: 'shuffled in another way', conditions: { order: 4711 } },
])

const broken = (says: string, from: string, to: string): Change => ({ says, file: 'catalog.ts', from, to })

check('catalog.test.ts passes everywhere', { read: 'order', requirement: 'catalog', points: 10 }, steady)

check(
  'catalog.test.ts notices broken catalogs',
  { read: 'order', requirement: 'catalog', points: 10, ms: 8000 },
  async () => {
    await notices([
      broken('a number that is used twice is accepted', 'throw new DuplicateSku(product.sku)', 'return'),
      broken(
        'a number that is used twice replaces what was there',
        'throw new DuplicateSku(product.sku)',
        '{\n        products.set(product.sku, { ...product })\n        throw new DuplicateSku(product.sku)\n      }',
      ),
      broken('products are listed as they came', ".sort((a, b) => a.name.localeCompare(b.name, 'en'))", ''),
      broken('products are listed by number', "a.name.localeCompare(b.name, 'en')", 'a.sku.localeCompare(b.sku)'),
      broken('products are listed from the end', "a.name.localeCompare(b.name, 'en')", 'b.name.localeCompare(a.name)'),
      broken('a removal removes nothing', 'return products.delete(sku)', 'return products.has(sku)'),
      broken(
        'a removal that finds nothing says that it did',
        'return products.delete(sku)',
        'products.delete(sku)\n      return true',
      ),
      broken(
        'a removal says that it found nothing',
        'return products.delete(sku)',
        'products.delete(sku)\n      return false',
      ),
      broken(
        'a removal removes everything',
        'return products.delete(sku)',
        'const had = products.has(sku)\n      products.clear()\n      return had',
      ),
    ])
  },
)
