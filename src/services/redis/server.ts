import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../free-port.ts'
import { findProgram } from '../find-program.ts'
import { spawnLeashed } from '../leash.ts'
import type { RunningService, StartOptions } from '../service.ts'
import { ask } from './ask.ts'
import { type Version, versionOf } from './version.ts'

/** The second is what systems without the first have. */
export const PROGRAMS = ['redis-server', 'valkey-server']

const BOOT_MS = 15_000
const POLL_MS = 5
/** Another process may have taken the port. */
const ATTEMPTS = 3

/** Nothing is written to a disk, and nobody outside this machine gets in. */
const SETTINGS = { bind: '127.0.0.1', save: '', appendonly: 'no', daemonize: 'no', databases: '16' }

interface Server {
  url: string
  version: Version
  hasEnded: () => boolean
  stop: () => Promise<void>
}

/**
 * A Redis or Valkey of this machine, one for every run, with data of its own that go when it ends: messages, scripts and
 * settings are shared by all databases of a server. @throws Error when there is none, it is too old, or it does not start
 */
export async function startServer({ env, tmp = tmpdir() }: StartOptions): Promise<RunningService> {
  const file = PROGRAMS.map((name) => findProgram(name, env)).find((path) => path !== undefined)
  if (file === undefined) throw new Error(`there is no ${PROGRAMS.join(' and no ')} on the PATH`)
  const open = new Set<Server>()
  const launch = async () => {
    const server = await launchServer(file, tmp)
    open.add(server)
    return server
  }
  const first = await launch()
  const { label, tooOld } = first.version
  if (tooOld !== undefined) {
    await first.stop()
    throw new Error(`${file}: ${tooOld}`)
  }
  let spare: Server | undefined = first
  return {
    url: first.url,
    how: 'program',
    label,
    cannot: [],
    async isolate() {
      const ready = spare
      spare = undefined
      const server = ready && !ready.hasEnded() ? ready : await launch()
      return {
        url: server.url,
        async drop() {
          open.delete(server)
          await server.stop()
        },
      }
    },
    async stop() {
      await Promise.all([...open].map((server) => server.stop()))
    },
  }
}

async function launchServer(file: string, tmp: string): Promise<Server> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await launchOnce(file, tmp)
    } catch (error) {
      if (attempt === ATTEMPTS) throw error
    }
  }
}

async function launchOnce(file: string, tmp: string): Promise<Server> {
  const port = await freePort()
  const data = mkdtempSync(join(tmp, 'course-redis-'))
  const settings = Object.entries({ ...SETTINGS, port: String(port), dir: data })
  const args = settings.flatMap(([name, value]) => [`--${name}`, value])
  const server = spawnLeashed(file, args, { stopSignal: 'SIGKILL', removes: data, cwd: data })
  server.stderr.resume()
  let ended = false
  const end = server.ended.then(() => {
    ended = true
  })
  try {
    const died = end.then(() => Promise.reject(new Error(`${file} ended at once`)))
    const info = await Promise.race([ready(port), died])
    return {
      url: `redis://127.0.0.1:${port}`,
      version: versionOf(info),
      hasEnded: () => ended,
      stop: () => server.stop(),
    }
  } catch (error) {
    await server.stop()
    rmSync(data, { recursive: true, force: true })
    throw error
  }
}

/** @returns what it says of itself, once it answers */
async function ready(port: number): Promise<string> {
  const until = Date.now() + BOOT_MS
  for (;;) {
    try {
      return await ask(port, ['INFO', 'server'])
    } catch (error) {
      if (Date.now() > until) throw error
      await sleep(POLL_MS)
    }
  }
}
