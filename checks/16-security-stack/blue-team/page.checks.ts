import { check, expect } from 'backend-workbook/check'
import { type Page, readPage, shapeOf } from '../page.ts'
import { ask, database, type Person, person, product, seen } from './market.ts'

/** The page of a new product with one review, which is in the database already. */
async function pageWith(review: { by: Person; text?: string; website?: string; title?: string }) {
  const { by, text = 'Good.', website = '', title = 'Oats' } = review
  const id = await product(title)
  const db = await database()
  await db.query('INSERT INTO reviews (product_id, account_id, text, website) VALUES ($1, $2, $3, $4)', [
    id,
    by.id,
    text,
    website,
  ])
  const answer = await ask(`/products/${id}`)
  expect(answer.headers.get('content-type'), `Content-Type of GET /products/${id}`).toMatch(/^text\/html/)
  return readPage(answer.text)
}

check('shows what people typed as text, exactly, and nothing of it as HTML', { read: 'xss', ms: 2800 }, async () => {
  const ann = await person({ name: 'Ann' })
  const plain = shapeOf(await pageWith({ by: ann }))
  const typed = [
    '<script>steal()</script>',
    '<img src=x onerror=steal()>',
    '</p></li></ul><svg/onload=steal()>',
    `" onmouseover="steal()`,
    `' autofocus onfocus='steal()`,
    'Fits <50 pieces & "boxes" of O\'Hara',
    '&lt;b&gt; stands for <b>, &amp; for &',
  ]
  for (const text of typed) {
    const shown = await pageWith({ by: ann, text })
    expect(shapeOf(shown), `elements and attributes of the page with the review ${text}`).toEqual(plain)
    expect(shown.text, `text of the page with the review ${text}`).toContain(text)
    const titled = await pageWith({ by: ann, title: text })
    expect(shapeOf(titled), `elements and attributes of the page of the product ${text}`).toEqual(plain)
    expect(titled.text, `text of the page of the product ${text}`).toContain(text)
  }
  for (const name of typed) {
    const shown = await pageWith({ by: await person({ name }) })
    expect(shapeOf(shown), `elements and attributes of the page with a review by ${name}`).toEqual(plain)
    expect(shown.text, `text of the page with a review by ${name}`).toContain(name)
  }
  const id = await product()
  for (const text of ['<i>first</i>', 'second & last']) {
    const answer = await ask(`/products/${id}/reviews`, { as: ann, json: { text } })
    expect(answer.status, `POST /products/${id}/reviews with the text ${text}`).toBe(201)
  }
  const { text } = readPage((await ask(`/products/${id}`)).text)
  expect(text, 'text of the page with two reviews that were posted').toMatch(/<i>first<\/i>[\s\S]*second & last/)
})

const linksOf = ({ elements }: Page) =>
  elements.flatMap(({ tag, attributes }) => (tag === 'a' ? [attributes['href']] : []))

check('links to websites, and to nothing else', { read: 'xss', ms: 2800 }, async () => {
  const ann = await person({ name: 'Ann' })
  for (const website of [
    'javascript:steal()',
    'JavaScript:steal()',
    ' javascript:steal()',
    'java\nscript:steal()',
    'data:text/html,<script>steal()</script>',
    'javascript:steal()//https://mill.example',
    'mill.example',
    'httpx://mill.example',
  ]) {
    const shown = await pageWith({ by: ann, website })
    expect(linksOf(shown), `links of the page with the website ${website}`).toEqual([])
    expect(shown.text, `text of the page with the website ${website}`).toContain('Ann')
  }
  for (const website of ['https://mill.example/oats?a=1&b=2', 'http://mill.example/']) {
    const shown = await pageWith({ by: ann, website })
    expect(linksOf(shown), `links of the page with the website ${website}`).toEqual([website])
  }
  const quoted = 'https://mill.example/" onclick="steal()'
  const { elements } = await pageWith({ by: ann, website: quoted })
  const handlers = elements.flatMap(({ attributes }) => Object.keys(attributes)).filter((name) => name.startsWith('on'))
  expect(handlers, `event handlers in the page with the website ${quoted}`).toEqual([])

  const id = await product()
  const post = await ask(`/products/${id}/reviews`, {
    as: ann,
    json: { text: 'Good.', website: 'https://mill.example/' },
  })
  expect(post.status, 'POST /products/7/reviews with the website https://mill.example/').toBe(201)
  const posted = readPage((await ask(`/products/${id}`)).text)
  expect(linksOf(posted), 'links of the page with that review').toEqual(['https://mill.example/'])
})

check('shows an order to the account that placed it, and to staff', { read: 'owasp', ms: 2800 }, async () => {
  const ann = await person()
  const bob = await person()
  const staff = await person({ role: 'staff' })
  const note = 'for Ann’s eyes'
  const { id } = Object(Object((await ask('/orders', { as: ann, json: { note } })).body).data)
  for (const [who, as] of Object.entries({ 'the account that placed it': ann, staff })) {
    expect(seen(await ask(`/orders/${id}`, { as })), `GET /orders/${id} by ${who}`).toEqual({
      status: 200,
      body: { data: { id, note } },
    })
  }
  const missing = seen(await ask('/orders/999999', { as: bob }))
  expect(missing, 'GET /orders/999999, which does not exist').toMatchObject({
    status: 404,
    body: { error: 'not_found' },
  })
  expect(seen(await ask(`/orders/${id}`, { as: bob })), `GET /orders/${id} by another account`).toEqual(missing)
  expect((await ask(`/orders/${id}`)).status, `GET /orders/${id} without a session`).toBe(401)
})
