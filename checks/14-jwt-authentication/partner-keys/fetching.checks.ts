import { check, expect, timeLimit } from 'backend-workbook/check'
import { buildVerifier } from '../../../exercises/14-jwt-authentication/partner-keys.ts'
import { by, openScene, parcels, type Scene, tokenBy, verdict } from '../partners.ts'

const MINUTE = 60

check('fetches the keys of a partner once, and keeps them', { read: 'issuers' }, async () => {
  const scene = openScene(buildVerifier)
  await scene.publish('parcels', { k1: 'EdDSA 1', k2: 'EdDSA 2' })
  await scene.publish('vans', { k1: 'ES256 1' })
  expect(scene.fetched, 'what buildVerifier has fetched before there was a token').toEqual([])
  for (const seconds of [0, 1, 60, 10 * MINUTE - 61.001]) {
    scene.pass(seconds)
    expect(await by(scene, 1, 2), 'verify of two tokens by parcels').toEqual([parcels, parcels])
  }
  expect(scene.fetched, 'what eight tokens of parcels have fetched in less than 10 minutes').toEqual([
    'https://parcels.example/keys',
  ])
  const van = await verdict(scene.verify(await tokenBy({ key: 'ES256 1', iss: 'https://vans.example/' })))
  expect(van, 'verify of a token by vans').toEqual({ partner: 'vans', subject: 'drv_9' })
  expect(scene.fetched, 'what was fetched after it').toEqual([
    'https://parcels.example/keys',
    'https://cdn.example/vans.json',
  ])
})

check('fetches once for many tokens that come at the same time', { read: 'issuers' }, async () => {
  const scene = openScene(buildVerifier)
  await scene.publish('parcels', { k1: 'EdDSA 1', k2: 'EdDSA 2' })
  const release = scene.hold()
  const answers = by(scene, 1, 2, 1, 2, 1, 2, 1, 2)
  await untilFetched(scene, 1)
  const late = by(scene, 2, 1)
  await new Promise((resolve) => setImmediate(resolve))
  release()
  expect([...(await answers), ...(await late)], 'verify of ten tokens while the keys are fetched').toEqual(
    Array(10).fill(parcels),
  )
  expect(scene.fetched.length, 'how often they were fetched').toBe(1)
  scene.pass(60)
  const end = scene.hold()
  const unknown = by(scene, 7)
  await untilFetched(scene, 2)
  const patience = new Promise((resolve) => timeLimit(1000).addEventListener('abort', () => resolve('it waits')))
  const known = await Promise.race([by(scene, 1), patience])
  end()
  expect(known, 'verify with a known key while the keys are fetched for the sake of an unknown one').toEqual([parcels])
  expect(await unknown, 'verify with the unknown one').toEqual(['invalid_token'])
})

check('fetches anew after 10 minutes, and forgets keys that are gone', { read: 'issuers' }, async () => {
  const scene = openScene(buildVerifier)
  await scene.publish('parcels', { k1: 'EdDSA 1', k2: 'EdDSA 2' })
  await by(scene, 1)
  await scene.publish('parcels', { k2: 'EdDSA 2' })
  scene.pass(10 * MINUTE - 0.001)
  expect(await by(scene, 1), 'verify with a key that was taken away, before 10 minutes').toEqual([parcels])
  scene.pass(0.001)
  expect(await by(scene, 1), 'verify with a key that was taken away, after 10 minutes').toEqual(['invalid_token'])
  expect(await by(scene, 2), 'verify with a key that is still published').toEqual([parcels])
  expect(scene.fetched.length, 'how often the keys were fetched').toBe(2)
  await countsFromTheStart()
})

check('fetches at once for a key that it does not know', { read: 'issuers' }, async () => {
  const scene = openScene(buildVerifier)
  await scene.publish('parcels', { k1: 'EdDSA 1' })
  await by(scene, 1)
  for (const number of [2, 3]) {
    await scene.publish('parcels', { k1: 'EdDSA 1', [`k${number}`]: `EdDSA ${number}` })
    scene.pass(30)
    expect(await by(scene, number, 1), `verify with the new key k${number}, 30 s after the last fetch`).toEqual([
      parcels,
      parcels,
    ])
  }
  expect(scene.fetched.length, 'how often the keys were fetched').toBe(3)
})

check('asks no partner more often than once in 30 seconds', { read: 'issuers' }, async () => {
  const scene = openScene(buildVerifier)
  await scene.publish('parcels', { k1: 'EdDSA 1' })
  await scene.publish('vans', { k1: 'ES256 1' })
  await by(scene, 1)
  await scene.publish('parcels', { k1: 'EdDSA 1', k2: 'EdDSA 2' })
  for (const seconds of [0, 10, 19.999]) {
    scene.pass(seconds)
    expect(await by(scene, 7, 2, 8), 'verify with unknown keys, less than 30 s after a fetch').toEqual(
      Array(3).fill('invalid_token'),
    )
    expect(await by(scene, 1), 'verify with the known key then').toEqual([parcels])
  }
  expect(scene.fetched.length, 'how often the keys were fetched in 29.999 s').toBe(1)
  const van = await verdict(scene.verify(await tokenBy({ key: 'ES256 1', iss: 'https://vans.example/' })))
  expect(van, 'verify of a token by another partner then').toEqual({ partner: 'vans', subject: 'drv_9' })
  scene.pass(0.001)
  expect(await by(scene, 7, 8, 2), 'verify with unknown keys and a new one, 30 s after the fetch').toEqual([
    'invalid_token',
    'invalid_token',
    parcels,
  ])
  expect(scene.fetched.length, 'how often keys were fetched, vans included').toBe(3)
  await waitsForALongFetch()
})

/** Tokens with a new key come while a fetch is under way that takes more than 30 seconds. */
async function waitsForALongFetch(): Promise<void> {
  const scene = openScene(buildVerifier)
  await scene.publish('parcels', { k1: 'EdDSA 1' })
  await by(scene, 1)
  scene.pass(60)
  await scene.publish('parcels', { k1: 'EdDSA 1', k2: 'EdDSA 2' })
  const release = scene.hold()
  const waiting = [by(scene, 2)]
  await untilFetched(scene, 2)
  for (const seconds of [10, 25, 60]) {
    scene.pass(seconds)
    waiting.push(by(scene, 2))
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  release()
  const given = 'verify with a new key, 0, 10, 35 and 95 s after the start of a fetch that is under way'
  expect((await Promise.all(waiting)).flat(), given).toEqual(Array(4).fill(parcels))
  expect(scene.fetched.length, 'how often the keys were fetched until then, the first time included').toBe(2)
}

/** A fetch takes a minute. Ages, and the 30 seconds, count from when it began. */
async function countsFromTheStart(): Promise<void> {
  const scene = openScene(buildVerifier)
  await scene.publish('parcels', { k1: 'EdDSA 1' })
  const fetchSlowly = async (number: number) => {
    const release = scene.hold()
    const before = scene.fetched.length
    const waiting = by(scene, number)
    await untilFetched(scene, before + 1)
    scene.pass(MINUTE)
    release()
    expect(await waiting, `verify with k${number}, while a fetch takes a minute`).toEqual([parcels])
  }
  await fetchSlowly(1)
  await scene.publish('parcels', { k1: 'EdDSA 1', k2: 'EdDSA 2' })
  await fetchSlowly(2)
  scene.pass(9 * MINUTE)
  await by(scene, 1)
  expect(scene.fetched.length, 'how often keys were fetched: the last time 10 minutes after a fetch began').toBe(3)
}

/** Waits until so many fetches have begun, but not for ever. */
async function untilFetched({ fetched }: Scene, count: number): Promise<void> {
  const limit = timeLimit(1000)
  while (fetched.length < count && !limit.aborted) await new Promise((resolve) => setTimeout(resolve, 2))
}
