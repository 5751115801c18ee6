import { Router } from 'express'
import { cached, changing } from '../cache.ts'
import { query } from '../database.ts'
import { fail } from '../failure.ts'
import { deleteWithImage, imageType, loadImage, replaceImage } from '../images.ts'
import { pageAsked, pageOf } from '../lists.ts'
import { idIn, imageIn, jsonIn, staff } from '../request.ts'
import { NEW_PRODUCT, PRODUCT_CHANGE, PRODUCT_QUERY, read } from '../shapes.ts'
import { addProduct, changeProduct, productById, productsBefore } from '../tables/products.ts'

export const products = Router()

products.get('/products', async (request, response) => {
  const { search } = read(PRODUCT_QUERY, request.query)
  const page = pageAsked('products', request.query)
  response.json(pageOf('products', page, await productsBefore(page, search)))
})

products.get('/products/:id', async (request, response) => {
  const id = idIn(request)
  const found = await cached(id)
  if ('kept' in found) {
    response.type('application/json').send(found.kept)
    return
  }
  const text = JSON.stringify({ data: (await productById(id)) ?? fail('not_found') })
  await found.keep(text)
  response.type('application/json').send(text)
})

products.post('/products', async (request, response) => {
  await staff(request)
  response.status(201).json({ data: await addProduct(read(NEW_PRODUCT, await jsonIn(request, response))) })
})

products.patch('/products/:id', async (request, response) => {
  await staff(request)
  const change = read(PRODUCT_CHANGE, await jsonIn(request, response))
  const id = idIn(request)
  const product = await changing(async (begin) => {
    await begin(query, [id])
    return await changeProduct(query, id, change)
  })
  response.json({ data: product ?? fail('not_found') })
})

products.delete('/products/:id', async (request, response) => {
  await staff(request)
  await deleteWithImage(idIn(request))
  response.status(204).end()
})

products.put('/products/:id/image', async (request, response) => {
  await staff(request)
  const bytes = await imageIn(request, response)
  const type = imageType(bytes) ?? fail('unsupported_type')
  response.json({ data: await replaceImage(idIn(request), bytes, type) })
})

products.get('/products/:id/image', async (request, response) => {
  const { bytes, type } = await loadImage(idIn(request))
  response.set({ 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' }).send(Buffer.from(bytes))
})
