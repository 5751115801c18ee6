import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import * as doctor from '../../../src/commands/doctor.ts'
import { findDownloaded } from '../../../src/services/mongodb/mongod.ts'
import { temporaryFolder } from '../../fixtures/build.ts'
import { fakeWorld } from '../../workbook/fake-world.ts'

const closing: (() => void)[] = []

afterEach(() => {
  for (const close of closing.splice(0)) close()
})

const MONGOD = '#!/bin/sh\necho "db version v8.2.6"\n'

/** A downloader with the one function that is used, which fetches from the server whose address it is given. */
const DOWNLOADER = `
const { mkdirSync, writeFileSync, chmodSync } = require('node:fs')
exports.MongoBinary = {
  async getPath() {
    const folder = process.env.MONGOMS_DOWNLOAD_DIR
    const reply = await fetch(process.env.MONGOMS_DOWNLOAD_MIRROR + '/mongod.tgz').catch((error) => {
      throw new Error('Download failed: ' + error.cause.code)
    })
    if (!reply.ok) throw new Error('Status Code isn\\'t 200! ' + reply.status)
    for (const percent of [4.2, 37, 38, 100]) console.log('Downloading MongoDB "8.2.6": ' + percent + '% (1mb / 2mb)\\r')
    mkdirSync(folder, { recursive: true })
    const path = folder + '/mongod-x64-test-8.2.6'
    writeFileSync(path, await reply.text())
    chmodSync(path, 0o755)
    return path
  },
}
`

/** A download server, and its address. */
async function server(body: string, status = 200): Promise<string> {
  const running = createServer((_request, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1')
  closing.push(() => running.close())
  await new Promise((resolve) => running.once('listening', resolve))
  return `http://127.0.0.1:${(running.address() as AddressInfo).port}`
}

/** A folder with an npm that does as it is told here; it sees where it is to install as its last but one argument. */
function npm(script: string): string {
  const folder = temporaryFolder('npm')
  writeFileSync(join(folder, 'npm'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, 'npm'), 0o755)
  return `${folder}:/usr/bin:/bin`
}

/** An npm that puts the downloader where it is told to, and writes down where that was. */
function installing(source = join(temporaryFolder('downloader'), 'index.js')): string {
  writeFileSync(source, DOWNLOADER)
  return npm(
    `folder=node_modules/mongodb-memory-server-core\nmkdir -p $folder && cp '${source}' $folder/index.js && pwd > '${dirname(source)}/where'`,
  )
}

async function install(env: Record<string, string>, options: { json?: boolean } = {}) {
  const target = join(temporaryFolder('binaries'), 'mongodb')
  const world = fakeWorld({ env: { MONGOMS_DOWNLOAD_DIR: target, ...env }, packageRoot: temporaryFolder('package') })
  const run = async () => doctor.run([], { install: 'mongodb', ...options }, world)
  return { target, world, run }
}

describe.skipIf(process.platform === 'win32')('course doctor --install mongodb', () => {
  it('downloads a mongod to where exercises find it, tells how far it is, and leaves nothing else', async () => {
    const downloader = temporaryFolder('downloader')
    const { target, world, run } = await install({
      PATH: installing(join(downloader, 'index.js')),
      MONGOMS_DOWNLOAD_MIRROR: await server(MONGOD),
    })
    expect(await run()).toBe(0)
    const path = join(target, 'mongod-x64-test-8.2.6')
    expect(findDownloaded({ MONGOMS_DOWNLOAD_DIR: target }, world.packageRoot)).toBe(path)
    expect(world.printed()).toContain(`MongoDB v8.2.6 is here, at ${path}.`)
    expect(world.complained().match(/\d+ % .*/g)).toEqual(['30 % (1mb / 2mb)', '100 % (1mb / 2mb)'])
    expect(readdirSync(target)).toEqual(['mongod-x64-test-8.2.6'])
    const where = readFileSync(join(downloader, 'where'), 'utf8').trim()
    expect([where.includes('course-install-'), existsSync(where)]).toEqual([true, false])
  })

  it('downloads nothing where there is one, and says so', async () => {
    const { target, world, run } = await install({ PATH: npm('exit 1') }, { json: true })
    mkdirSync(target, { recursive: true })
    const path = join(target, 'mongod-x64-test-7.0.9')
    writeFileSync(path, MONGOD.replace('8.2.6', '7.0.9'))
    chmodSync(path, 0o755)
    expect(await run()).toBe(0)
    expect(JSON.parse(world.printed())).toEqual({ ok: true, path, version: 'v7.0.9', wasThere: true })
  })

  it('says what to do when npm cannot reach its registry', async () => {
    const { target, run } = await install({ PATH: npm('echo "npm error code ENOTFOUND" >&2; exit 1') })
    await expect(run()).rejects.toMatchObject({
      name: 'Problem',
      message: expect.stringContaining('ENOTFOUND'),
      hint: expect.stringMatching(/built-in stand-in.*Go online and run this again.*put it on the PATH/),
    })
    expect(existsSync(target)).toBe(false)
  })

  it('says what to do when the download fails', async () => {
    const refused = await install({ PATH: installing(), MONGOMS_DOWNLOAD_MIRROR: 'http://127.0.0.1:1' })
    await expect(refused.run()).rejects.toMatchObject({
      message: expect.stringMatching(/mongod could not be downloaded:\nDownload failed: /),
      hint: expect.stringContaining('MONGOMS_DOWNLOAD_MIRROR'),
    })
    const missing = await install({ PATH: installing(), MONGOMS_DOWNLOAD_MIRROR: await server('no', 404) })
    await expect(missing.run()).rejects.toMatchObject({ message: expect.stringContaining('404') })
  })

  it('says so when what came does not run here', async () => {
    const broken = '#!/bin/sh\necho "libcrypto.so.3: cannot open shared object file" >&2\nexit 127\n'
    const { run } = await install({ PATH: installing(), MONGOMS_DOWNLOAD_MIRROR: await server(broken) })
    await expect(run()).rejects.toMatchObject({
      message: expect.stringMatching(/does not run on this machine:\nlibcrypto/),
      hint: expect.stringContaining('MONGOMS_VERSION'),
    })
  })

  it('knows no other service', async () => {
    const world = fakeWorld()
    await expect(doctor.run([], { install: 'nginx' }, world)).rejects.toMatchObject({
      message: 'The course cannot download "nginx".',
      hint: expect.stringContaining('course doctor --install mongodb'),
    })
  })

  it('stops when it is interrupted', async () => {
    const controller = new AbortController()
    const world = fakeWorld({
      env: { MONGOMS_DOWNLOAD_DIR: join(temporaryFolder('binaries'), 'none'), PATH: npm('exec sleep 60') },
      packageRoot: temporaryFolder('package'),
      signal: controller.signal,
    })
    const running = doctor.run([], { install: 'mongodb' }, world)
    setTimeout(() => controller.abort(), 100)
    await expect(running).rejects.toMatchObject({ name: 'AbortError' })
  })
})
