import { expect, test } from 'vitest'
import { createStatusServer } from '../src/status-server.ts'

createStatusServer('1.2.3').listen(3000)

test('the status is told, with the version', async () => {
  const answer = await fetch('http://localhost:3000/status')
  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual({ status: 'up', version: '1.2.3' })
})

test('other paths and methods are not found', async () => {
  expect((await fetch('http://localhost:3000/')).status).toBe(404)
  expect((await fetch('http://localhost:3000/status', { method: 'POST' })).status).toBe(404)
})
