/** Redis as machines and providers have it: real servers of this machine, each with settings of a test's own. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { freePort } from '../../src/free-port.ts'
import { findProgram } from '../../src/services/find-program.ts'
import { type Leashed, spawnLeashed } from '../../src/services/leash.ts'
import { PROGRAMS } from '../../src/services/redis/server.ts'
import { temporaryFolder } from '../fixtures/build.ts'

const program = PROGRAMS.map((name) => findProgram(name, process.env)).find((path) => path !== undefined)

/** Whether there is a Redis or a Valkey on the PATH. */
export const hasServer = program !== undefined

const running: Leashed[] = []

export async function stopServers(): Promise<void> {
  await Promise.all(running.splice(0).map((server) => server.stop()))
}

export interface TestServer {
  port: number
  /** As its administrator. */
  client: Redis
  stop: () => Promise<void>
}

/** @param settings as redis.conf has them */
export async function startServer(
  settings: Record<string, string> = {},
  client: { password?: string; tls?: { ca: Buffer } } = {},
): Promise<TestServer> {
  const port = await freePort()
  const ports = 'tls-cert-file' in settings ? { port: '0', 'tls-port': String(port) } : { port: String(port) }
  const all = { bind: '127.0.0.1', save: '', appendonly: 'no', ...ports, dir: temporaryFolder('redis'), ...settings }
  const file = join(all.dir, 'redis.conf')
  const lines = Object.entries(all).map(([name, value]) => `${name} ${value === '' ? '""' : value}`)
  writeFileSync(file, `${lines.join('\n')}\n`)
  const server = spawnLeashed(program ?? '', [file], { stopSignal: 'SIGKILL', cwd: all.dir })
  server.stderr.resume()
  running.push(server)
  const admin = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: null, ...client })
  admin.on('error', () => undefined)
  await admin.ping()
  const stop = async () => {
    admin.disconnect()
    await server.stop()
  }
  return { port, client: admin, stop }
}

const SLOTS = 16_384

/** Nodes with the slots shared out, then as many replicas of them in turn; each has a second port for the others. */
export async function startCluster(nodes: number, replicas = 0): Promise<TestServer[]> {
  const all: TestServer[] = []
  for (let n = 0; n < nodes + replicas; n += 1) {
    const bus = String(await freePort())
    all.push(await startServer({ 'cluster-enabled': 'yes', 'cluster-port': bus, 'cluster-node-timeout': '2000' }))
  }
  const buses = await Promise.all(
    all.map(async ({ client }) => (await client.config('GET', 'cluster-port')) as string[]),
  )
  const [first] = all
  for (const [n, { client }] of all.slice(0, nodes).entries()) {
    const [from, to] = [n, n + 1].map((part) => Math.floor((part * SLOTS) / nodes))
    await client.call('CLUSTER', 'ADDSLOTSRANGE', String(from), String((to ?? 0) - 1))
    await client.call('CLUSTER', 'SET-CONFIG-EPOCH', String(n + 1))
  }
  for (const [n, { port }] of all.entries()) {
    if (n > 0) await first?.client.call('CLUSTER', 'MEET', '127.0.0.1', String(port), buses[n]?.[1] ?? '')
  }
  await until(async () => (await known(all)) === all.length ** 2)
  for (const [n, { client }] of all.slice(nodes).entries()) {
    await client.call('CLUSTER', 'REPLICATE', String(await all[n % nodes]?.client.call('CLUSTER', 'MYID')))
  }
  await until(async () => {
    const states = await Promise.all(all.map(({ client }) => client.call('CLUSTER', 'INFO')))
    return states.every((state) => String(state).includes('cluster_state:ok'))
  })
  if (replicas > 0)
    await until(async () => /^master_link_status:up/m.test((await all.at(-1)?.client.info('replication')) ?? ''))
  return all
}

/** All pairs of nodes that know each other. */
async function known(all: TestServer[]): Promise<number> {
  const infos = await Promise.all(all.map(({ client }) => client.call('CLUSTER', 'INFO')))
  return infos.reduce<number>((sum, info) => sum + Number(/cluster_known_nodes:(\d+)/.exec(String(info))?.[1] ?? 0), 0)
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(50)
}

/** A certificate for 127.0.0.1 and localhost, by an authority that nobody knows. Paths of files. */
export function makeCertificates(): { ca: string; cert: string; key: string } {
  const folder = temporaryFolder('tls')
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const elliptic = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl('req', '-x509', ...elliptic, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=An authority', '-days', '2')
  openssl('req', ...elliptic, '-keyout', 'redis.key', '-out', 'redis.csr', '-subj', '/CN=localhost')
  writeFileSync(join(folder, 'names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n')
  const signing = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names']
  openssl('x509', '-req', '-in', 'redis.csr', ...signing, '-out', 'redis.crt')
  return { ca: join(folder, 'ca.crt'), cert: join(folder, 'redis.crt'), key: join(folder, 'redis.key') }
}
