import { check, expect } from 'backend-workbook/check'
import { accountRow, ask, database, failed, failure, PASSWORD, person, product, seen } from './market.ts'

check('takes every character of a search for itself', { read: 'sql-injection', ms: 2800 }, async () => {
  const ids: Record<string, number> = {}
  for (const title of ["Baker's Rye", '100% Spelt', 'Sack_of_Malt', 'Back\\slash Bran', 'Plain barley']) {
    ids[title] = await product(title)
  }
  const found = async (q: string) => {
    const answer = await ask(`/products?q=${encodeURIComponent(q)}`)
    const { data } = Object(answer.body)
    return Array.isArray(data) ? data.map(({ title }) => title) : seen(answer)
  }
  for (const [q, titles] of [
    ["baker's r", ["Baker's Rye"]],
    ['%', ['100% Spelt']],
    ['_', ['Sack_of_Malt']],
    ['\\', ['Back\\slash Bran']],
    ['PLAIN', ['Plain barley']],
    ["' OR '1'='1", []],
    ["zzz' UNION SELECT id, password, 1 FROM accounts --", []],
  ] as const) {
    expect(await found(q), `titles of GET /products?q=${q}`).toEqual(titles)
  }
  const plain = await ask('/products?q=plain%20bar')
  expect(seen(plain), 'GET /products?q=plain bar').toEqual({
    status: 200,
    body: { data: [{ id: ids['Plain barley'], title: 'Plain barley', priceCents: 100 }] },
  })
  const all = await ask('/products')
  expect(Object(all.body).data?.length, 'products in the answer to GET /products').toBeGreaterThan(4)
  expect(failure(await ask('/products?q=rye&q=malt')), 'GET /products?q=rye&q=malt').toEqual(failed(400, 'bad_request'))
})

check('makes no text of a request a part of a statement', { read: 'sql-injection', ms: 2800 }, async () => {
  const db = await database()
  const ann = await person({ email: "o'hara@mill.example" })
  const id = await product()
  const text = `it's "fine"', 'http://x') --`
  const review = await ask(`/products/${id}/reviews`, { as: ann, json: { text, website: "https://o'hara.example" } })
  expect(review.status, `POST /products/${id}/reviews with the text ${text}`).toBe(201)
  const { rows: reviews } = await db.query('SELECT text, website FROM reviews WHERE product_id = $1', [id])
  expect(reviews, 'what the database has after it').toEqual([{ text, website: "https://o'hara.example" }])

  const note = "gate 3', now()); --"
  const order = await ask('/orders', { as: ann, json: { note } })
  const { data } = Object(order.body)
  const read = await ask(`/orders/${data?.id}`, { as: ann })
  expect(seen(read), `the order that was placed with the note ${note}`).toEqual({
    status: 200,
    body: { data: { id: data?.id, note } },
  })
  await ask('/account/payout', { as: ann, form: { iban: "DE01', role = 'staff" } })
  await ask('/account', { as: ann, method: 'PATCH', json: { name: "O'Hara', role = 'staff", phone: "1', iban = 'x" } })
  expect(await accountRow(ann.id), 'the account after quotes in its iban, its name and its phone').toEqual({
    name: "O'Hara', role = 'staff",
    phone: "1', iban = 'x",
    iban: "DE01', role = 'staff",
    role: 'retailer',
  })
  const email = `nobody' OR email = '${"o''hara"}@mill.example`
  const login = await ask('/login', { json: { email, password: PASSWORD } })
  expect(failure(login), `POST /login with the email ${email}`).toEqual(failed(401, 'unauthorized'))
  for (const path of [`/products/${id} OR 1=1`, `/products/0 UNION SELECT password FROM accounts`, '/products/seven']) {
    expect(failure(await ask(encodeURI(path))), `GET ${path}`).toEqual(failed(404, 'not_found'))
  }
  for (const path of [`/orders/${data?.id}-0`, '/orders/0 OR true', '/orders/seven']) {
    expect(failure(await ask(encodeURI(path), { as: ann })), `GET ${path}`).toEqual(failed(404, 'not_found'))
  }
  const path = `/products/${id} OR true/reviews`
  const everywhere = await ask(encodeURI(path), { as: ann, json: { text: 'everywhere' } })
  expect(failure(everywhere), `POST ${path}`).toEqual(failed(404, 'not_found'))
})

check('finds pickups by a number and a text, never by operators', { read: 'nosql-injection' }, async () => {
  const ann = await person()
  const placed = await ask('/orders', { as: ann, json: { note: 'ramp 4' } })
  const { id, code } = Object(Object(placed.body).data)
  expect({ status: placed.status, id: typeof id, code: typeof code }, 'POST /orders').toEqual({
    status: 201,
    id: 'number',
    code: 'string',
  })
  for (const given of [{ $ne: '' }, { $gt: '' }, { $regex: '.' }, { $in: [code] }, { $exists: true }, [code], null]) {
    const body = JSON.stringify({ order: id, code: given })
    expect(failure(await ask('/pickups', { json: body })), `POST /pickups with ${body}`).toEqual(
      failed(400, 'bad_request'),
    )
  }
  for (const order of [{ $gt: 0 }, { $ne: null }, [id], String(id)]) {
    const body = JSON.stringify({ order, code })
    expect(failure(await ask('/pickups', { json: body })), `POST /pickups with ${body}`).toEqual(
      failed(400, 'bad_request'),
    )
  }
  const form = { order: String(id), 'code[$ne]': '' }
  expect(failure(await ask('/pickups', { form })), 'POST /pickups with the form code[$ne]=').toEqual(
    failed(400, 'bad_request'),
  )
  const wrong = await ask('/pickups', { json: { order: id, code: 'wrong' } })
  expect(failure(wrong), 'POST /pickups with a wrong code').toEqual(failed(404, 'not_found'))
  const right = await ask('/pickups', { json: { order: id, code } })
  expect(seen(right), 'POST /pickups with the order and its code').toEqual({
    status: 200,
    body: { data: { note: 'ramp 4' } },
  })
})

check('takes the fields that it knows, as texts', { read: 'nosql-injection', ms: 2800 }, async () => {
  const ann = await person({ name: 'Ann' })
  const change = (json: unknown) => ask('/account', { as: ann, method: 'PATCH', json })
  const before = await accountRow(ann.id)
  for (const extra of [{ role: 'staff' }, { iban: 'XX' }, { email: 'ann@evil.example' }, { id: 1 }, { nmae: 'Ann' }]) {
    const body = { name: 'Changed', ...extra }
    expect(failure(await change(body)), `PATCH /account with ${JSON.stringify(body)}`).toEqual(
      failed(400, 'bad_request'),
    )
  }
  for (const value of [null, 7, 0, true, false, [], ['Ann'], {}].flatMap((each) => [{ name: each }, { phone: each }])) {
    const body = { name: 'Changed', phone: '0123', ...value }
    expect(failure(await change(body)), `PATCH /account with ${JSON.stringify(body)}`).toEqual(
      failed(400, 'bad_request'),
    )
  }
  expect(await accountRow(ann.id), 'the account after all of these').toEqual(before)
  expect((await change({ phone: '0123' })).status, 'PATCH /account with {"phone":"0123"}').toBe(204)
  expect((await change({ name: 'Anna' })).status, 'PATCH /account with {"name":"Anna"}').toBe(204)
  const { body } = await ask('/account', { as: ann })
  const { email } = ann
  expect(body, 'GET /account after a new phone and a new name').toEqual({
    data: { email, name: 'Anna', phone: '0123', iban: 'DE00', role: 'retailer' },
  })
  const reviews = `/products/${await product()}/reviews`
  const fields: [path: string, fields: Record<string, string>, name: string][] = [
    [reviews, { text: 'fine', website: 'https://a.example' }, 'text'],
    [reviews, { text: 'fine', website: 'https://a.example' }, 'website'],
    ['/orders', { note: 'gate 3' }, 'note'],
    ['/account/payout', { iban: 'DE01' }, 'iban'],
    ['/login', { email, password: PASSWORD }, 'email'],
    ['/login', { email, password: PASSWORD }, 'password'],
  ]
  for (const [path, right, name] of fields) {
    const values = [null, 7, 0, true, false, [], [right[name]], {}, { $ne: '' }]
    // JSON leaves undefined out.
    for (const value of name === 'website' ? values : [...values, undefined]) {
      const json = { ...right, [name]: value }
      const answer = await ask(path, { as: ann, json })
      expect(failure(answer), `POST ${path} with ${JSON.stringify(json)}`).toEqual(failed(400, 'bad_request'))
    }
  }
})
