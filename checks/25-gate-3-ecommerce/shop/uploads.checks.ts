import { check, expect, objectStore } from 'backend-workbook/check'
import { API, ask, dataOf, FORBIDDEN, NOBODY, NOT_FOUND, refusal } from './asking.ts'
import { adminToken, newPerson, newProduct, type Product, productNow } from './client.ts'
import { imageOfProduct, jpeg, MIB, png, seenAs, sendImage } from './images.ts'
import { patiently } from './money.ts'
import { theShop } from './service.ts'

const UNSUPPORTED = [415, 'unsupported_type']

check(
  'keeps an image in the bucket, and shows it to everybody',
  { read: 'images', requirement: 'uploads', points: 2 },
  async () => {
    const app = await theShop()
    const product = await newProduct(app)
    const none = await ask(app, 'GET', `/products/${product.id}/image`)
    expect(refusal(none), 'GET /products/:id/image before there is one').toEqual(NOT_FOUND)
    const bytes = png(3001)
    const given = 'PUT /products/:id/image with a PNG'
    const changed = dataOf<Product>(await sendImage(app, product, bytes), 200, given)
    const image = `${API}/products/${product.id}/image`
    const shown = { id: product.id, name: product.name, cents: product.cents, stock: product.stock, image }
    expect(changed, `the product after ${given}`).toMatchObject(shown)
    expect(await productNow(app, product.id), 'GET /products/:id after that').toMatchObject(shown)
    expect(await imageOfProduct(app, product), 'GET /products/:id/image after that').toEqual(seenAs(bytes, 'image/png'))
    const { objects } = await objectStore().report()
    expect(
      objects.map(({ size }) => size),
      'the sizes of the objects in the bucket',
    ).toContain(bytes.length)
    const nowhere = { id: '4b7e2f10-2f0c-4a63-9d55-0a7d1c1f3a11' }
    expect(refusal(await sendImage(app, nowhere, png())), 'PUT of an image for no product').toEqual(NOT_FOUND)
    const { token } = await newPerson(app)
    expect(refusal(await sendImage(app, product, png(), { token })), 'PUT of a retailer').toEqual(FORBIDDEN)
    const nobody = await sendImage(app, product, png(), { token: undefined })
    expect(refusal(nobody), 'PUT without a token').toEqual(NOBODY)
    expect((await imageOfProduct(app, product)).size, 'bytes of the image after those').toBe(bytes.length)
  },
)

check(
  'looks at the first bytes, whatever the client calls them',
  { read: 'images', requirement: 'uploads', points: 2 },
  async () => {
    const app = await theShop()
    const product = await newProduct(app)
    const bytes = jpeg()
    dataOf(await sendImage(app, product, bytes, { type: 'image/png' }), 200, 'PUT of a JPEG that is called a PNG')
    expect(await imageOfProduct(app, product), 'the image after that').toEqual(seenAs(bytes, 'image/jpeg'))
    const rows = [
      ['a GIF that is called a PNG', new TextEncoder().encode('GIF89a and more')],
      ['a page that is called a PNG', new TextEncoder().encode('<script>alert(1)</script>')],
      ['half the signature of a PNG', png().slice(0, 4)],
      ['nothing', new Uint8Array()],
    ] as const
    for (const [what, wrong] of rows) {
      expect(refusal(await sendImage(app, product, wrong)), `PUT of ${what}`).toEqual(UNSUPPORTED)
    }
    const other = png()
    const asJson = await sendImage(app, product, other, { type: 'application/octet-stream' })
    expect(asJson.status, 'the status of a PUT of a PNG that is called application/octet-stream').toBe(200)
    expect(await imageOfProduct(app, product), 'the image after all that').toEqual(seenAs(other, 'image/png'))
  },
)

check('takes a MiB, and not a byte more', { read: 'images', requirement: 'uploads', points: 1, ms: 4000 }, async () => {
  const app = await theShop()
  const product = await newProduct(app)
  expect((await sendImage(app, product, png(MIB))).status, 'the status for a MiB').toBe(200)
  const large = await sendImage(app, product, png(MIB + 1))
  expect(refusal(large), 'PUT of a MiB and a byte').toEqual([413, 'too_large'])
  expect((await imageOfProduct(app, product)).size, 'bytes of the image after that').toBe(MIB)
})

check(
  'leaves nothing in the bucket that nobody shows',
  { read: 'images', requirement: 'uploads', points: 1, ms: 4000 },
  async () => {
    const app = await theShop()
    const product = await newProduct(app)
    const keys = async () => (await objectStore().report()).objects.map(({ key }) => key)
    const before = await keys()
    const added = async () => (await keys()).filter((key) => !before.includes(key))
    for (const time of ['first', 'second', 'third']) {
      await sendImage(app, product, png())
      expect((await added()).length, `objects of a product after its ${time} image`).toBe(1)
    }
    await ask(app, 'DELETE', `/products/${product.id}`, { token: await adminToken(app) })
    expect(await added(), 'its objects after the deletion').toEqual([])
    expect(refusal(await ask(app, 'GET', `/products/${product.id}/image`)), 'its image then').toEqual(NOT_FOUND)
  },
)

check(
  'keeps the old image when the storage fails',
  { read: 'images', requirement: 'uploads', points: 1, ms: 8000 },
  async () => {
    const [app, store] = [await theShop(), objectStore()]
    const [product, bare] = [await newProduct(app), await newProduct(app)]
    const bytes = png()
    await sendImage(app, product, bytes)
    try {
      await store.fail({ operation: 'PutObject', answer: 500, times: 40 })
      for (const each of [product, bare]) {
        const failed = await patiently(app, sendImage(app, each, png(900)))
        expect(refusal(failed), 'PUT of an image while the storage fails').toEqual([503, 'unavailable'])
      }
    } finally {
      await store.mend()
    }
    expect(await imageOfProduct(app, product), 'the image after that').toEqual(seenAs(bytes, 'image/png'))
    expect((await productNow(app, bare.id)).image, 'image of a product that had none').toBeNull()
  },
)
