import { describe, expect, test } from 'vitest'
import { inAWorld, MINUTE, refused, tenFlour } from './doubles.ts'

describe('place', () => {
  test('charges the total once, saves the order and gives it', async () => {
    const { service, charged, repository, world } = inAWorld()
    const order = await service.place('mill', tenFlour)
    expect(order).toMatchObject({ ...tenFlour, retailer: 'mill', total: 4100, status: 'placed', placedAt: world.time })
    expect(charged).toEqual([{ retailer: 'mill', cents: 4100 }])
    expect(await repository.byId(order.id)).toEqual(order)
  })

  test('saves nothing and sends nothing when the payment is refused', async () => {
    const { service, world, repository, mails } = inAWorld()
    world.bankSays = refused()
    await expect(service.place('mill', tenFlour)).rejects.toMatchObject({ code: 'payment_refused' })
    expect(await repository.byReference('mill', tenFlour.reference)).toBeUndefined()
    expect(mails).toEqual([])
  })

  test('hands on what else goes wrong at the bank', async () => {
    const { service, world } = inAWorld()
    world.bankSays = new Error('no connection')
    await expect(service.place('mill', tenFlour)).rejects.toBe(world.bankSays)
  })

  test('refuses a product that nobody sells, before any money moves', async () => {
    const { service, charged } = inAWorld()
    const lines = [...tenFlour.lines, { product: 'moon dust', quantity: 1 }]
    await expect(service.place('mill', { reference: 'A-2', lines })).rejects.toMatchObject({ code: 'unknown_product' })
    expect(charged).toEqual([])
  })

  test('gives the same order for the same reference, and does nothing else', async () => {
    const { service, charged, mails } = inAWorld()
    const first = await service.place('mill', tenFlour)
    expect(await service.place('mill', tenFlour)).toEqual(first)
    expect([charged.length, mails.length]).toEqual([1, 1])
  })

  test('takes the same reference of another retailer for another order', async () => {
    const { service, charged } = inAWorld()
    const first = await service.place('mill', tenFlour)
    const second = await service.place('corner shop', tenFlour)
    expect(second).toMatchObject({ retailer: 'corner shop' })
    expect(second.id).not.toBe(first.id)
    expect(charged.map(({ retailer }) => retailer)).toEqual(['mill', 'corner shop'])
  })
})

describe('mail', () => {
  test('names the order, to its retailer', async () => {
    const { service, mails } = inAWorld()
    const { id } = await service.place('mill', tenFlour)
    expect(mails).toEqual([{ retailer: 'mill', text: expect.stringContaining(id) }])
  })

  test('may fail', async () => {
    const { service, world, repository } = inAWorld()
    world.postIsClosed = true
    const { id } = await service.place('mill', tenFlour)
    expect(await repository.byId(id)).toMatchObject({ status: 'placed' })
  })
})

describe('find', () => {
  test('gives an order to its retailer and to nobody else', async () => {
    const { service } = inAWorld()
    const order = await service.place('mill', tenFlour)
    expect(await service.find('mill', order.id)).toEqual(order)
    await expect(service.find('corner shop', order.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(service.find('mill', 'another')).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('cancel', () => {
  async function placed() {
    const all = inAWorld()
    return { ...all, order: await all.service.place('mill', tenFlour) }
  }

  test('gives the money back and saves that it did, up to the last moment of 30 minutes', async () => {
    const { service, order, refunded, repository, world } = await placed()
    world.time += 30 * MINUTE
    expect(await service.cancel('mill', order.id)).toMatchObject({ id: order.id, status: 'cancelled' })
    expect(refunded).toEqual([order.payment])
    expect(await repository.byId(order.id)).toMatchObject({ status: 'cancelled' })
  })

  test('is too late a millisecond later', async () => {
    const { service, order, refunded, world } = await placed()
    world.time += 30 * MINUTE + 1
    await expect(service.cancel('mill', order.id)).rejects.toMatchObject({ code: 'too_late' })
    expect(refunded).toEqual([])
  })

  test('works once', async () => {
    const { service, order, refunded } = await placed()
    await service.cancel('mill', order.id)
    await expect(service.cancel('mill', order.id)).rejects.toMatchObject({ code: 'already_cancelled' })
    expect(refunded).toHaveLength(1)
  })

  test('is not for strangers', async () => {
    const { service, order, refunded } = await placed()
    await expect(service.cancel('corner shop', order.id)).rejects.toMatchObject({ code: 'not_found' })
    expect(refunded).toEqual([])
  })

  test('leaves the order as it is when the money cannot be given back', async () => {
    const { service, order, world } = await placed()
    world.bankSays = new Error('no connection')
    await expect(service.cancel('mill', order.id)).rejects.toBe(world.bankSays)
    expect(await service.find('mill', order.id)).toMatchObject({ status: 'placed' })
  })
})
