import express from 'express'
import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { requireKey } from '../src/require-key.ts'

/** An app with nothing but the middleware and a route that notes what reaches it. */
function behindTheKey() {
  const reached: unknown[] = []
  const app = express()
  app.use(
    requireKey(
      new Map([
        ['key-1', 'corner shop'],
        ['key-2', 'mill'],
      ]),
    ),
  )
  app.use((_request, response) => {
    reached.push(response.locals['retailer'])
    if (!response.headersSent) response.json({ through: true })
  })
  const ask = (authorization?: string) => {
    const asking = request(app).get('/')
    return authorization === undefined ? asking : asking.set('Authorization', authorization)
  }
  return { ask, reached }
}

describe('lets through', () => {
  test.each([
    ['Bearer key-1', 'corner shop'],
    ['Bearer key-2', 'mill'],
    ['bearer key-1', 'corner shop'],
    ['BEARER key-2', 'mill'],
  ])('%s, once, as %s', async (authorization, retailer) => {
    const { ask, reached } = behindTheKey()
    await ask(authorization).expect(200, { through: true })
    expect(reached).toEqual([retailer])
  })
})

describe('refuses', () => {
  test.each([undefined, '', 'Bearer', 'Bearer key-3', 'Basic key-1', 'key-1'])('%s', async (authorization) => {
    const { ask, reached } = behindTheKey()
    const { status, body, headers } = await ask(authorization)
    expect({ status, body }).toMatchObject({ status: 401, body: { error: 'unauthorized' } })
    expect(headers['www-authenticate']).toBe('Bearer')
    expect(reached).toEqual([])
  })
})
