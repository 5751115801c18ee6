import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../free-port.ts'
import { findProgram } from '../find-program.ts'
import { spawnLeashed } from '../leash.ts'
import type { RunningService, StartOptions } from '../service.ts'
import { isolatedDatabase } from './isolate.ts'
import { oneCommand } from './one-command.ts'

const BOOT_MS = 20_000
const POLL_MS = 25

/** A mongod of this machine, with data of its own that goes when it ends. @throws Error when there is none, or it does not start */
export async function startMongod({ env, packageRoot, tmp = tmpdir() }: StartOptions): Promise<RunningService> {
  const file = findProgram('mongod', env) ?? findDownloaded(env, packageRoot)
  if (file === undefined)
    throw new Error('there is no mongod on the PATH, nor one that mongodb-memory-server has downloaded')
  const data = mkdtempSync(join(tmp, 'course-mongodb-'))
  const port = await freePort()
  const args = ['--port', String(port), '--bind_ip', '127.0.0.1', '--dbpath', data, '--replSet', 'rs0', '--quiet']
  const server = spawnLeashed(file, args, { stopSignal: 'SIGKILL', removes: data, cwd: data })
  server.stderr.resume()
  try {
    const version = await Promise.race([
      ready(port),
      server.ended.then(() => Promise.reject(new Error(`${file} ended at once`))),
    ])
    const url = `mongodb://127.0.0.1:${port}/?replicaSet=rs0`
    const drop = (name: string) => oneCommand(port, { dropDatabase: 1, $db: name })
    return {
      url,
      how: 'program',
      label: `MongoDB ${version}`,
      cannot: [],
      isolate: async () => isolatedDatabase(url, drop),
      stop: () => server.stop(),
    }
  } catch (error) {
    await server.stop()
    rmSync(data, { recursive: true, force: true })
    throw error
  }
}

/** Waits until it answers, makes it a replica set of one, and waits until it is its primary. @returns its version */
async function ready(port: number): Promise<string> {
  const until = Date.now() + BOOT_MS
  const host = `127.0.0.1:${port}`
  const initiate = { replSetInitiate: { _id: 'rs0', members: [{ _id: 0, host }] }, $db: 'admin' }
  await poll(until, async () => (await oneCommand(port, { ping: 1, $db: 'admin' }))['ok'] === 1)
  await oneCommand(port, initiate)
  await poll(until, async () => (await oneCommand(port, { hello: 1, $db: 'admin' }))['isWritablePrimary'] === true)
  return String((await oneCommand(port, { buildInfo: 1, $db: 'admin' }))['version'])
}

async function poll(until: number, isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue().catch(() => false))) {
    if (Date.now() > until) throw new Error(`mongod did not become ready within ${BOOT_MS / 1000} s`)
    await sleep(POLL_MS)
  }
}

/** What mongodb-memory-server-core keeps: `mongod-x64-ubuntu-7.0.14` in the folders that its documentation names. */
export function findDownloaded(env: StartOptions['env'], packageRoot: string): string | undefined {
  const system = env['MONGOMS_SYSTEM_BINARY']
  if (system) return system
  const folders = [
    env['MONGOMS_DOWNLOAD_DIR'],
    join(packageRoot, 'node_modules', '.cache', 'mongodb-memory-server'),
    join(homedir(), '.cache', 'mongodb-binaries'),
  ]
  for (const folder of folders.filter((name) => name !== undefined)) {
    const found = binariesIn(folder)
    if (found !== undefined) return found
  }
  return undefined
}

/** The newest by its name. */
function binariesIn(folder: string): string | undefined {
  try {
    const names = readdirSync(folder).filter((name) => /^mongod-.*\d+\.\d+\.\d+(\.exe)?$/.test(name))
    const [newest] = names.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    return newest && join(folder, newest)
  } catch {
    return undefined
  }
}
