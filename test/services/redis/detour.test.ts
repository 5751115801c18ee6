import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { detourTo, type ServiceDetour } from '../../../src/check/detour.ts'
import { redis } from '../../../src/services/redis/service.ts'
import type { RunningService } from '../../../src/services/service.ts'

const packageRoot = join(import.meta.dirname, '../../..')
let service: RunningService
let detour: ServiceDetour
let client: Redis

beforeEach(async () => {
  service = await redis.start({ env: { COURSE_REDIS: 'emulator' }, packageRoot })
  vi.stubEnv('REDIS_URL', `${service.url}/3`)
  detour = await detourTo('redis')
  client = new Redis(detour.url, { commandTimeout: 200, retryStrategy: () => 20, enableOfflineQueue: false })
  client.on('error', () => undefined)
  await new Promise((resolve) => client.once('ready', resolve))
})

afterEach(async () => {
  client.disconnect()
  await service.stop()
  vi.unstubAllEnvs()
})

describe('a detour to a service', () => {
  it('leads to the database of the run', async () => {
    await client.set('a', '1')
    const direct = new Redis(`${service.url}/3`)
    expect(await direct.get('a')).toBe('1')
    direct.disconnect()
  })

  it('can be cut, and mended at the same port', async () => {
    await detour.cut()
    await expect(client.get('a')).rejects.toThrow()
    await detour.mend()
    await expect.poll(() => client.get('a').catch(String), { timeout: 30_000 }).toBe(null)
  })

  it('can be frozen: nothing breaks and nothing answers, and what waited is done after the thaw', async () => {
    detour.freeze()
    await expect(client.incr('a')).rejects.toThrow('Command timed out')
    expect(client.status).toBe('ready')
    const late = new Redis(detour.url)
    const asked = late.get('a')
    detour.thaw()
    expect(await asked).toBe('1')
    late.disconnect()
  })

  it('carries much, both ways', async () => {
    const text = 'x'.repeat(3_000_000)
    const patient = new Redis(detour.url)
    await patient.set('a', text)
    expect(await patient.get('a')).toBe(text)
    patient.disconnect()
  })
})
