import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { s3 } from '../../../src/services/s3/service.ts'
import type { RunningService } from '../../../src/services/service.ts'
import { S3_VARIABLES } from '../../../src/services/variables.ts'
import { packageRoot } from './store.ts'

const running: RunningService[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()))
})

async function start(options: { env?: Record<string, string>; tmp?: string } = {}): Promise<RunningService> {
  const service = await s3.start({ env: {}, packageRoot, ...options })
  running.push(service)
  return service
}

const ask = (url: string) =>
  fetch(url).then(
    (response) => response.status,
    () => 'nobody',
  )

describe('the object store', () => {
  it('says that it is ours', async () => {
    expect(await start()).toMatchObject({ how: 'emulator', label: expect.stringMatching(/of ours/) })
  })

  it('gives every run a bucket, keys and a port of its own, which are gone after it', async () => {
    const service = await start()
    const [one, two] = await Promise.all([service.isolate(), service.isolate()])
    for (const name of S3_VARIABLES.filter((name) => name !== 'AWS_REGION')) {
      expect(one.env?.[name]).toMatch(/./)
      expect(one.env?.[name]).not.toBe(two.env?.[name])
    }
    expect(await ask(one.url)).toBe(403)
    await one.drop()
    expect(await ask(one.url)).toBe('nobody')
    expect(await ask(two.url)).toBe(403)
    await one.drop()
  })

  it('leaves an S3_ENDPOINT of the environment alone: what lies there is no exercise’s', async () => {
    const service = await start({ env: { S3_ENDPOINT: 'http://127.0.0.1:1' } })
    expect(await ask(service.url)).toBe(403)
  })

  it('runs twice at once, each with a folder that goes with it', async () => {
    const tmp = mkdtempSync(join(tmpdir(), 's3-test-'))
    const [one, two] = await Promise.all([start({ tmp }), start({ tmp })])
    expect(one?.url).not.toBe(two?.url)
    expect(readdirSync(tmp)).toHaveLength(2)
    await Promise.all(running.splice(0).map((service) => service.stop()))
    expect(await ask(one?.url ?? '')).toBe('nobody')
    await expect.poll(() => readdirSync(tmp), { timeout: 5000 }).toEqual([])
  })

  it.skipIf(process.platform === 'win32')(
    'is gone with its folder when the process that started it is killed',
    async () => {
      const tmp = mkdtempSync(join(tmpdir(), 's3-test-'))
      const url = await startInAProcessAndKillIt(tmp)
      await expect.poll(() => ask(url), { timeout: 5000 }).toBe('nobody')
      await expect.poll(() => readdirSync(tmp), { timeout: 5000 }).toEqual([])
      expect(existsSync(tmp)).toBe(true)
    },
  )
})

/** Gives the address of the server that it leaves without a parent. */
async function startInAProcessAndKillIt(tmp: string): Promise<string> {
  const service = pathToFileURL(join(packageRoot, 'src/services/s3/service.ts')).href
  const code = `import { s3 } from '${service}'
    const { url } = await s3.start(${JSON.stringify({ env: {}, packageRoot, tmp })})
    process.stdout.write(url + '\\n')`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { cwd: packageRoot })
  const url = await new Promise<string>((resolve) => child.stdout.once('data', (text) => resolve(String(text).trim())))
  expect(await ask(url)).toBe(403)
  child.kill('SIGKILL')
  return url
}
