import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { buildApp } from '../src/app.ts'
import { inAWorld, tenFlour } from './doubles.ts'

/** Everything, put together as in production, but for the bank, the post and the clock. */
function shop() {
  const all = inAWorld()
  const logged: unknown[] = []
  const retailers = new Map([['key-1', 'mill']])
  const app = buildApp({ service: all.service, retailers, log: (error) => logged.push(error) })
  return { ...all, logged, app, key: { Authorization: 'Bearer key-1' } }
}

test('an order is placed, shown and cancelled', async () => {
  const { app, key, refunded } = shop()
  const placed = await request(app).post('/orders').set(key).send(tenFlour)
  expect(placed).toMatchObject({ status: 201, body: { total: 4100, status: 'placed' } })
  const { location = '' } = placed.headers
  expect(await request(app).get(location).set(key)).toMatchObject({ status: 200, body: placed.body })
  const cancelled = await request(app).post(`${location}/cancel`).set(key)
  expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled' } })
  expect(refunded).toHaveLength(1)
})

describe('without a key', () => {
  test('the service says that it is up', async () => {
    await request(shop().app).get('/health').expect(200)
  })

  test.each(['/orders/1', '/orders'])('GET %s is refused', async (path) => {
    await request(shop().app).get(path).expect(401)
  })

  test('nobody reads the body', async () => {
    await request(shop().app).post('/orders').type('json').send('{').expect(401)
  })
})

test('JSON that cannot be read is the fault of the client', async () => {
  const { app, key, logged } = shop()
  const answer = await request(app).post('/orders').set(key).type('json').send('{')
  expect(answer).toMatchObject({ status: 400, body: { error: 'bad_request' } })
  expect(logged).toEqual([])
})

test('a failure is logged and not told', async () => {
  const { app, key, logged, world } = shop()
  world.bankSays = new Error('bank.internal:5432 refused')
  const answer = await request(app).post('/orders').set(key).send(tenFlour)
  expect(answer).toMatchObject({ status: 500, body: { error: 'internal' } })
  expect(answer.text).not.toContain('bank.internal')
  expect(logged).toEqual([world.bankSays])
})

test('an unknown path is told in JSON', async () => {
  expect(await request(shop().app).get('/nowhere')).toMatchObject({ status: 404, body: { error: 'not_found' } })
})
