import request from 'supertest'
import { expect, test } from 'vitest'
import { createStatusServer } from '../src/status-server.ts'

/** supertest takes a free port for each request and gives it back. */
const ask = () => request(createStatusServer('1.2.3'))

test('the status is told, with the version', async () => {
  expect(await ask().get('/status')).toMatchObject({ status: 200, body: { status: 'up', version: '1.2.3' } })
})

test('other paths and methods are not found', async () => {
  await ask().get('/').expect(404)
  await ask().post('/status').expect(404)
})
