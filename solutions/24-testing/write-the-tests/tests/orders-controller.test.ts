import express, { type ErrorRequestHandler } from 'express'
import request from 'supertest'
import { describe, expect, test, vi } from 'vitest'
import { type Order, OrderError } from '../src/orders.ts'
import { createOrdersController } from '../src/orders-controller.ts'

const order: Order = {
  id: 'o-1',
  retailer: 'mill',
  reference: 'A-1',
  lines: [{ product: 'salt', quantity: 2 }],
  total: 990,
  status: 'placed',
  placedAt: 0,
  payment: 'payment-1',
}
const body = { reference: 'A-1', lines: [{ product: 'salt', quantity: 2 }] }

/** The controller with a service that does as it is told, for a retailer who has shown a key already. */
function withService() {
  const service = { place: vi.fn(async () => order), find: vi.fn(async () => order), cancel: vi.fn(async () => order) }
  const { place, show, cancel } = createOrdersController(service)
  const handed: unknown[] = []
  const keep: ErrorRequestHandler = (error, _request, response, _next) => {
    handed.push(error)
    response.status(599).end()
  }
  const app = express().use(express.json(), (_request, response, next) => {
    response.locals['retailer'] = 'mill'
    next()
  })
  app.post('/orders', place).get('/orders/:id', show).post('/orders/:id/cancel', cancel).use(keep)
  return { service, handed, ask: request(app) }
}

test('answers a new order with 201 and its place', async () => {
  const { service, ask } = withService()
  const answer = await ask.post('/orders').send({ ...body, total: 1 })
  expect(answer).toMatchObject({ status: 201, body: order, headers: { location: '/orders/o-1' } })
  expect(service.place).toHaveBeenCalledExactlyOnceWith('mill', body)
})

test('shows and cancels what the service gives', async () => {
  const { service, ask } = withService()
  expect(await ask.get('/orders/o-1')).toMatchObject({ status: 200, body: order })
  expect(service.find).toHaveBeenCalledWith('mill', 'o-1')
  expect(await ask.post('/orders/o-1/cancel')).toMatchObject({ status: 200, body: order })
  expect(service.cancel).toHaveBeenCalledWith('mill', 'o-1')
})

test.each([
  { lines: body.lines },
  { ...body, reference: '' },
  { ...body, reference: 1 },
  { ...body, lines: undefined },
  { ...body, lines: [] },
  { ...body, lines: [...body.lines, { product: 'salt', quantity: 0 }] },
  { ...body, lines: [{ product: 'salt', quantity: '2' }] },
  { ...body, lines: [{ quantity: 2 }] },
])('refuses %j and asks nobody', async (wrong) => {
  const { service, ask } = withService()
  expect(await ask.post('/orders').send(wrong)).toMatchObject({ status: 400, body: { error: 'bad_request' } })
  expect(service.place).not.toHaveBeenCalled()
})

describe('an error of the service', () => {
  test.each([
    ['unknown_product', 422],
    ['payment_refused', 402],
  ] as const)('at placing: %s is %i', async (code, status) => {
    const { service, ask } = withService()
    service.place.mockRejectedValue(new OrderError(code, 'no'))
    expect(await ask.post('/orders').send(body)).toMatchObject({ status, body: { error: code } })
  })

  test.each([
    ['not_found', 404],
    ['too_late', 409],
    ['already_cancelled', 409],
  ] as const)('at cancelling: %s is %i', async (code, status) => {
    const { service, ask } = withService()
    service.cancel.mockRejectedValue(new OrderError(code, 'no'))
    expect(await ask.post('/orders/o-1/cancel')).toMatchObject({ status, body: { error: code } })
  })

  test('that nobody expects is handed on', async () => {
    const { service, ask, handed } = withService()
    const error = new Error('the disk is full')
    service.find.mockRejectedValue(error)
    expect((await ask.get('/orders/o-1')).status).toBe(599)
    expect(handed).toEqual([error])
  })
})
