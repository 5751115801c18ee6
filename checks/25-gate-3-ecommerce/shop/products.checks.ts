import { check, expect } from 'backend-workbook/check'
import { ask, dataOf, FORBIDDEN, INVALID, NOBODY, NOT_FOUND, refusal } from './asking.ts'
import { adminToken, changeProduct, newName, newPerson, newProduct, type Product, productNow } from './client.ts'
import { inTurn, leafThrough } from './many.ts'
import { theShop } from './service.ts'

check(
  'has products that admins make, change and delete, and nobody else',
  { read: 'products', requirement: 'products', points: 2 },
  async () => {
    const app = await theShop()
    const [admin, person] = [await adminToken(app), await newPerson(app)]
    const name = newName()
    const product = await newProduct(app, { name: ` ${name} `, cents: 250, stock: 0 })
    const shown = { id: product.id, name, cents: 250, stock: 0, image: null }
    expect(product, 'a new product').toMatchObject(shown)
    expect(await productNow(app, product.id), 'GET /products/:id of it').toMatchObject(shown)
    const changed = await changeProduct(app, product.id, { cents: 300, stock: 7 })
    expect(changed, 'the product after a PATCH of cents and stock').toMatchObject({ ...shown, cents: 300, stock: 7 })
    const rows = [
      ['POST', '/products', { name, cents: 1, stock: 1 }],
      ['PATCH', `/products/${product.id}`, { cents: 1 }],
      ['DELETE', `/products/${product.id}`, undefined],
    ] as const
    for (const [method, path, body] of rows) {
      const given = `${method} ${path.replace(product.id, ':id')}`
      expect(refusal(await ask(app, method, path, { body })), `${given} without a token`).toEqual(NOBODY)
      const byPerson = await ask(app, method, path, { token: person.token, body })
      expect(refusal(byPerson), `${given} of a retailer`).toEqual(FORBIDDEN)
    }
    expect(await productNow(app, product.id), 'the product after that').toMatchObject({ cents: 300 })
    const gone = await ask(app, 'DELETE', `/products/${product.id}`, { token: admin })
    expect([gone.status, gone.text], 'status and body of DELETE /products/:id').toEqual([204, ''])
    for (const [method, body] of [['GET'], ['DELETE'], ['PATCH', { cents: 5 }]] as const) {
      const answer = await ask(app, method, `/products/${product.id}`, { token: admin, body })
      expect(refusal(answer), `${method} /products/:id after the deletion`).toEqual(NOT_FOUND)
    }
  },
)

check(
  'lists products page by page, each once, while others are added',
  { read: 'products', requirement: 'products', points: 2 },
  async () => {
    const app = await theShop()
    const word = newName('lentils').replace(' ', '-')
    const made: string[] = []
    for (let count = 0; count < 7; count += 1) made.unshift((await newProduct(app, { name: `${word} ${count}` })).id)
    const gone = made.splice(3, 1)[0]
    await ask(app, 'DELETE', `/products/${gone}`, { token: await adminToken(app) })
    const path = `/products?search=${word}&limit=2&utm_source=mail`
    const ids = await leafThrough(app, path, undefined, () => newProduct(app, { name: `${word} late` }))
    expect(ids, 'the products of all pages, the newest first').toEqual(made)
    await inTurn(12, (index) => newProduct(app, { name: `${word} more ${index}` }))
    const usual = dataOf<Product[]>(await ask(app, 'GET', `/products?search=${word}`), 200, 'GET /products')
    expect(usual.length, 'how many products a page has without limit').toBe(20)
    for (const query of ['limit=0', 'limit=101', 'limit=-1', 'limit=2x', 'cursor=nonsense']) {
      expect(refusal(await ask(app, 'GET', `/products?${query}`)), `GET /products?${query}`).toEqual(INVALID)
    }
  },
)

check(
  'searches for what was typed, whatever it means elsewhere',
  { read: 'products', requirement: 'products', points: 1 },
  async () => {
    const app = await theShop()
    const tag = newName('Zk').replace(' ', '')
    const names = [`${tag} 100% rye`, `${tag} 100 rye`, `${tag} a_b`, `${tag} axb`, `${tag} it's \\ here`]
    for (const name of names) await newProduct(app, { name })
    const found = async (search: string) => {
      const answer = await ask(app, 'GET', `/products?search=${encodeURIComponent(search)}`)
      const products = dataOf<Product[]>(answer, 200, `GET /products?search=${search}`)
      return products.map(({ name }) => name).filter((name) => name.startsWith(tag))
    }
    expect(await found(`${tag.toUpperCase()} 100% R`), 'a search in capital letters, with %').toEqual([names[0]])
    expect(await found(`${tag} a_b`), 'a search with _').toEqual([names[2]])
    expect(await found("it's \\"), 'a search with a quote and a backslash').toEqual([names[4]])
    expect((await found(tag)).length, 'how many have the same word').toBe(5)
  },
)

check(
  'answers what makes no sense with an error of the client',
  { read: 'products', requirement: 'products', points: 2 },
  async () => {
    const app = await theShop()
    const token = await adminToken(app)
    const { id } = await newProduct(app)
    const right = { name: 'rye', cents: 100, stock: 1 }
    const fields: object[] = [
      ...[{ name: '' }, { name: '  ' }, { name: 'x'.repeat(101) }, { name: 7 }, { name: 'a\u0000b' }],
      ...[{ cents: 0 }, { cents: -1 }, { cents: 1.5 }, { cents: '100' }, { cents: 10_000_001 }, { cents: null }],
      ...[{ stock: -1 }, { stock: 0.5 }, { stock: 1_000_001 }, { id: 'mine' }, { image: '/x' }],
    ]
    for (const wrong of fields) {
      const given = JSON.stringify(wrong).slice(0, 60)
      const posted = await ask(app, 'POST', '/products', { token, body: { ...right, ...wrong } })
      expect(refusal(posted), `POST /products with ${given}`).toEqual(INVALID)
      const patched = await ask(app, 'PATCH', `/products/${id}`, { token, body: wrong })
      expect(refusal(patched), `PATCH /products/:id with ${given}`).toEqual(INVALID)
    }
    expect(refusal(await ask(app, 'PATCH', `/products/${id}`, { token, body: {} })), 'PATCH with {}').toEqual(INVALID)
    const broken = await ask(app, 'POST', '/products', { token, body: '{"name":' })
    expect(refusal(broken), 'POST /products with half a JSON').toEqual([400, 'bad_request'])
    const large = await ask(app, 'POST', '/products', { token, body: { ...right, name: 'x'.repeat(200_000) } })
    expect(refusal(large), 'POST /products with 200 KB').toEqual([413, 'too_large'])
    for (const path of ['1', '%00', "1'--", '../x', 'x'.repeat(2000), '4b7e2f10-2f0c-4a63-9d55-0a7d1c1f3a11']) {
      const answer = await ask(app, 'GET', `/products/${encodeURIComponent(path)}`)
      expect(refusal(answer), `GET /products/${path.slice(0, 40)}`).toEqual(NOT_FOUND)
    }
    expect(refusal(await ask(app, 'GET', '/nothing')), 'GET of an unknown route').toEqual(NOT_FOUND)
    const unreadable = await ask(app, 'GET', '/products/%zz')
    expect(unreadable.status, 'the status of GET /products/%zz').toBe(400)
  },
)
