import { freePort } from '../../free-port.ts'
import { type Leashed, spawnLeashed } from '../leash.ts'
import type { Account } from './account.ts'
import { type Binaries, majorOf } from './binaries.ts'
import type { Data } from './data.ts'

export interface Server {
  process: Leashed
  port: number
}

const READY_MS = 15_000
const LOG_KEPT = 8 * 1024

/** Data that may be lost at any time needs no care on disk, and a small server starts sooner. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: 0,
  max_logical_replication_workers: 0,
  // Several answers are judged at once on it, and each may open pools for several instances.
  max_connections: 400,
  shared_buffers: '32MB',
  jit: 'off',
  lc_messages: 'C',
  // Whoever waits in a circle hears of it soon.
  deadlock_timeout: '100ms',
}

/** Three processes fewer. */
const SINCE_18 = { io_method: 'sync' }

/**
 * `changes` are settings in place of ours.
 * @throws Error with what the server said, when it ends before it is ready
 */
export async function startServer(
  { folder, data }: Data,
  binaries: Binaries,
  account?: Account,
  changes: Record<string, string | number> = {},
): Promise<Server> {
  const port = await freePort()
  const settings = { ...SETTINGS, ...(majorOf(binaries) >= 18 && SINCE_18), ...changes }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const process = spawnLeashed(binaries.postgres, ['-D', data, '-p', String(port), ...flags], {
    stopSignal: 'SIGINT',
    lostSignal: 'SIGQUIT',
    removes: folder,
    env: { LC_ALL: 'C', TZ: 'UTC' },
    ...(account && { user: account }),
  })
  await isReady(process)
  return { process, port }
}

function isReady(server: Leashed): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = ''
    const timer = setTimeout(() => {
      void server.stop()
      reject(new Error(`PostgreSQL was not ready in ${READY_MS / 1000} s: ${log.trim()}`))
    }, READY_MS)
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (log.length < LOG_KEPT) log += text
      if (!/ready to accept (?:read-only )?connections/.test(log)) return
      clearTimeout(timer)
      resolve()
    })
    void server.ended.then(() => {
      clearTimeout(timer)
      reject(new Error(`PostgreSQL ended at once: ${log.trim()}`))
    })
  })
}
