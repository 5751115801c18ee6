import { check, expect } from 'backend-workbook/check'
import { PATIENT_MS } from '../serving.ts'
import { openWriter } from './writer.ts'

const NOT_FOUND = { status: 404, body: { error: 'not_found' } }

check('answers 202 at once, and tells what was written so far', { read: 'sse', ms: PATIENT_MS }, async () => {
  const { ask, model, begin } = await openWriter()
  const { status, body, location } = await ask('POST', '/descriptions', { product: ' oak "table" für 6 ' })
  expect(status, 'the status of POST /descriptions, where the model writes nothing yet').toBe(202)
  const { id } = Object(body)
  const path = `/descriptions/${id}`
  expect({ body, location }, 'its body and its Location').toEqual({
    body: { id, events: `${path}/events` },
    location: path,
  })
  await expect.poll(() => model.calls.length, { message: 'calls of the model' }).toBe(1)
  const [writing] = model.calls
  expect(writing?.prompt, 'the prompt').toContain(' oak "table" für 6 ')
  const got = async () => (await ask('GET', path)).body
  expect(await got(), 'GET /descriptions/<id>, at first').toEqual({ id, status: 'writing', text: '' })
  writing?.give('Solid', ' oak')
  await expect.poll(got, { message: 'GET /descriptions/<id>' }).toEqual({ id, status: 'writing', text: 'Solid oak' })
  writing?.end()
  await expect.poll(got, { message: 'GET /descriptions/<id>' }).toEqual({ id, status: 'done', text: 'Solid oak' })
  const other = await begin()
  expect(other.path, 'the path of a second description').not.toBe(path)
  expect(await got(), 'the first one, when there is a second').toEqual({ id, status: 'done', text: 'Solid oak' })
})

check('refuses what is no product, and knows no other id', { read: 'sse', ms: PATIENT_MS }, async () => {
  const { ask, model } = await openWriter()
  for (const body of [
    {},
    { product: '' },
    { product: 7 },
    { product: null },
    { product: 'x'.repeat(201) },
    { product: '🪑'.repeat(101) },
  ]) {
    const refused = { status: 400, body: { error: 'bad_request' } }
    expect(
      await ask('POST', '/descriptions', body),
      `POST /descriptions ${JSON.stringify(body).slice(0, 60)}`,
    ).toMatchObject(refused)
  }
  expect(model.calls.length, 'calls of the model').toBe(0)
  for (const product of ['x'.repeat(200), '🪑'.repeat(100), ' ']) {
    const { status } = await ask('POST', '/descriptions', { product })
    expect(status, `the status of POST /descriptions with a product of ${product.length} characters`).toBe(202)
  }
  for (const path of ['/descriptions/none', '/descriptions/none/events'])
    expect(await ask('GET', path), `GET ${path}`).toMatchObject(NOT_FOUND)
})
