import { check, expect } from 'backend-workbook/check'
import { buildVerifier } from '../../../exercises/14-jwt-authentication/partner-keys.ts'
import { by, openScene, parcels, tokenBy, verdict } from '../partners.ts'

const MINUTE = 60

check('goes on with the kept keys for 60 minutes while a partner is down', { read: 'issuers' }, async () => {
  const scene = openScene(buildVerifier)
  await scene.publish('parcels', { k1: 'EdDSA 1' })
  await by(scene, 1)
  scene.down(true)
  for (const seconds of [10 * MINUTE, 60, 49 * MINUTE - 0.001]) {
    scene.pass(seconds)
    expect(await by(scene, 1, 2), 'verify with a known and an unknown key while the partner is down').toEqual([
      parcels,
      'invalid_token',
    ])
  }
  expect(scene.fetched.length, 'how often the keys were asked for, the first time included').toBe(4)
  scene.pass(0.001)
  expect(await by(scene, 1), 'verify with keys that are 60 minutes old').toEqual(['unavailable'])
  scene.down(false)
  scene.pass(30)
  expect(await by(scene, 1), 'verify 30 s later, when the partner is there again').toEqual([parcels])
  await goesOnWhenTheAnswerIsNoList()
})

/** An answer that is no JWKS is a fetch that failed. */
async function goesOnWhenTheAnswerIsNoList(): Promise<void> {
  for (const jwks of [null, undefined, {}, [], 'not found', { keys: 'none' }, { keys: null }, { error: 'try later' }]) {
    const scene = openScene(buildVerifier)
    await scene.publish('parcels', { k1: 'EdDSA 1' })
    const shown = JSON.stringify(jwks)
    scene.answerWith({ jwks })
    expect(await by(scene, 1), `verify where the first fetch has brought ${shown}`).toEqual(['unavailable'])
    scene.answerWith(undefined)
    scene.pass(30)
    expect(await by(scene, 1), 'verify 30 s later, when the keys are there').toEqual([parcels])
    scene.answerWith({ jwks })
    scene.pass(10 * MINUTE)
    expect(await by(scene, 1), `verify 10 minutes later, where the fetch has brought ${shown}`).toEqual([parcels])
  }
}

check('says that keys are not available, and not that a token is wrong', { read: 'issuers' }, async () => {
  const scene = openScene(buildVerifier)
  await scene.publish('parcels', { k1: 'EdDSA 1' })
  scene.down(true)
  expect(await by(scene, 1, 2), 'verify before any keys could be fetched').toEqual(['unavailable', 'unavailable'])
  scene.down(false)
  scene.pass(29.999)
  expect(await by(scene, 1), 'verify less than 30 s after the fetch that failed').toEqual(['unavailable'])
  expect(scene.fetched.length, 'how often the keys were asked for').toBe(1)
  scene.pass(0.001)
  expect(await by(scene, 1), 'verify 30 s after the fetch that failed').toEqual([parcels])
  const stranger = await verdict(scene.verify(await tokenBy({ key: 'EdDSA 1', iss: 'https://evil.example' })))
  expect(stranger, 'verify of a token of nobody').toBe('invalid_token')
})
