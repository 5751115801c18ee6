import assert from 'node:assert/strict'
import { test } from 'node:test'
import { routeOf } from '../src/route.js'
import { readSettings } from '../src/settings.js'

test('the nearest stop comes first', () => {
  const stops = [
    { id: 'corner shop', minutes: 12 },
    { id: 'mill', minutes: 4 },
  ]
  assert.deepEqual(
    routeOf(stops).map(({ id }) => id),
    ['mill', 'corner shop'],
  )
})

test('the database and the cache are there', () => {
  const { database, redis } = readSettings(process.env)
  assert.match(database.protocol, /^postgres(?:ql)?:$/)
  assert.equal(redis.protocol, 'redis:')
})
