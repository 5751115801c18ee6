import { check, expect, sharedApp } from 'backend-workbook/check'
import { expectError, locationOf, MILL, named, SALT, send, unused } from '../catalog.ts'

check('creates once for an Idempotency-Key, and repeats the first answer', { read: 'idempotency-key' }, async () => {
  const app = await sharedApp()
  const fields = { name: unused('Millet'), priceCents: 700 }
  const key = { 'idempotency-key': unused('key') }
  const post = () => send(app, 'POST', MILL, fields, key)
  const first = await post()
  expect(first.status, `POST ${MILL} with a new Idempotency-Key`).toBe(201)
  const answer = { status: first.status, location: locationOf(app, MILL, first), body: first.body }
  const again = await post()
  expect(
    { status: again.status, location: locationOf(app, MILL, again), body: again.body },
    'the same POST with the same key',
  ).toEqual(answer)
  expect(await named(app, MILL, fields.name), 'the products of that name after both').toHaveLength(1)

  await send(app, 'PUT', answer.location ?? '', { name: fields.name, priceCents: 1 })
  const replaced = await post()
  expect(
    { status: replaced.status, location: locationOf(app, MILL, replaced), body: replaced.body },
    'the same POST once more, after the product was replaced by one with priceCents 1',
  ).toEqual(answer)
  expect(await named(app, MILL, fields.name), 'the products of that name after that').toEqual([
    expect.objectContaining({ priceCents: 1 }),
  ])

  await send(app, 'DELETE', answer.location ?? '')
  const late = await post()
  expect(
    { status: late.status, location: locationOf(app, MILL, late), body: late.body },
    'the same POST once more, after the product was deleted',
  ).toEqual(answer)
  expect(await named(app, MILL, fields.name), 'the products of that name after that').toHaveLength(0)
})

check('refuses an Idempotency-Key that comes with another body', { read: 'idempotency-key' }, async () => {
  const app = await sharedApp()
  const name = unused('Maize')
  const key = { 'idempotency-key': unused('key') }
  await send(app, 'POST', MILL, { name, priceCents: 100 }, key)
  const other = await send(app, 'POST', MILL, { name, priceCents: 999 }, key)
  expectError(other, [422, 'key_reused'], 'the same key, first with priceCents 100, then with 999')
  expect(await named(app, MILL, name), 'the products of that name after both').toEqual([
    expect.objectContaining({ priceCents: 100 }),
  ])
  const first = await send(app, 'POST', MILL, { name, priceCents: 100 }, key)
  expect(first.status, 'the first body once more').toBe(201)
})

check('creates once when the same key comes several times at once', { read: 'idempotency-key' }, async () => {
  const app = await sharedApp()
  const given = 'five equal requests with one new key, sent at the same moment'
  // Several rounds, for in a single one a request may happen to come after the others have been answered.
  for (let round = 0; round < 4; round += 1) {
    const fields = { name: unused('Buckwheat'), priceCents: 620 }
    const key = { 'idempotency-key': unused('key') }
    const replies = await Promise.all(Array.from({ length: 5 }, () => send(app, 'POST', MILL, fields, key)))
    expect(await named(app, MILL, fields.name), `the products after ${given}`).toHaveLength(1)
    const statuses = replies.map(({ status }) => status)
    expect(statuses, given).toEqual([201, 201, 201, 201, 201])
    const locations = new Set(replies.map((reply) => locationOf(app, MILL, reply)))
    expect([...locations], `the different Locations of ${given}`).toHaveLength(1)
  }
})

check('takes a key for used only where something was created with it', { read: 'idempotency-key' }, async () => {
  const app = await sharedApp()
  const name = unused('Lentils')
  const key = { 'idempotency-key': unused('key') }
  const refused = await send(app, 'POST', MILL, { name, priceCents: -1 }, key)
  expectError(refused, [422, 'invalid'], 'POST of nonsense with a new key')
  const mended = await send(app, 'POST', MILL, { name, priceCents: 100 }, key)
  expect(mended.status, 'the mended request with the same key').toBe(201)
  const otherCase = { 'idempotency-key': key['idempotency-key'].toUpperCase() }
  const another = await send(app, 'POST', MILL, { name, priceCents: 200 }, otherCase)
  expect(another.status, 'a request with a key that differs from it in the case of its letters').toBe(201)
  const elsewhere = await send(app, 'POST', SALT, { name, priceCents: 100 }, key)
  expect(elsewhere.status, 'the same request with the same key, for the other vendor').toBe(201)
  expect(await named(app, SALT, name), 'the products of that name of the other vendor').toHaveLength(1)
})
