import { accessSync, constants, statSync } from 'node:fs'
import { connect } from 'node:net'
import { delimiter, join } from 'node:path'
import { type StandIn, standInFor } from './stand-ins.ts'

type Env = Record<string, string | undefined>

/** A program or an address that exercises can use, and how this machine has it. */
export interface DetectedService {
  id: 'redis' | 'mongodb' | 'postgres' | 'nginx' | 'docker'
  name: string
  found:
    | { how: 'address'; variable: string; host: string; reachable: boolean }
    | { how: 'program'; path: string }
    | { how: 'none'; standIn?: StandIn }
}

interface ServiceKind {
  id: DetectedService['id']
  name: string
  variable?: string
  port?: number
  /** None where a program of this machine would not be used. */
  program?: string
  /** Where packages put it without putting it on the PATH. */
  elsewhere: () => string[]
}

const KINDS: ServiceKind[] = [
  { id: 'redis', name: 'Redis', variable: 'REDIS_URL', port: 6379, program: 'redis-server', elsewhere: () => [] },
  { id: 'mongodb', name: 'MongoDB', variable: 'MONGODB_URI', port: 27017, program: 'mongod', elsewhere: () => [] },
  {
    id: 'postgres',
    name: 'PostgreSQL',
    variable: 'DATABASE_URL',
    port: 5432,
    elsewhere: () => [],
  },
  {
    id: 'nginx',
    name: 'nginx',
    program: 'nginx',
    elsewhere: () => ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'],
  },
  { id: 'docker', name: 'Docker', program: 'docker', elsewhere: () => [] },
]

const CONNECT_MS = 1500

/** Looks for every service: the address in the environment first, then the program. Starts nothing. */
export function detectServices(env: Env, packageRoot: string): Promise<DetectedService[]> {
  return Promise.all(
    KINDS.map(async (kind) => ({ id: kind.id, name: kind.name, found: await detect(kind, env, packageRoot) })),
  )
}

/** The program as a shell would find it, or undefined. */
export function findProgram(name: string, env: Env, elsewhere: string[] = []): string | undefined {
  const path = env['PATH'] ?? env['Path'] ?? ''
  const folders = [...path.split(delimiter).filter(Boolean), ...elsewhere]
  const endings = process.platform === 'win32' ? (env['PATHEXT'] ?? '.EXE;.CMD;.BAT').split(';') : ['']
  return folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))).find(isProgram)
}

async function detect(kind: ServiceKind, env: Env, packageRoot: string): Promise<DetectedService['found']> {
  const address = kind.variable === undefined ? undefined : env[kind.variable]
  if (kind.variable !== undefined && address) {
    const { host, port } = hostOf(address, kind.port ?? 0)
    const shown = host === undefined ? 'an address that cannot be read' : `${host}:${port}`
    return {
      how: 'address',
      variable: kind.variable,
      host: shown,
      reachable: host !== undefined && (await answers(host, port)),
    }
  }
  const path = kind.program === undefined ? undefined : findProgram(kind.program, env, kind.elsewhere())
  if (path !== undefined) return { how: 'program', path }
  const standIn = standInFor(kind.id, env, packageRoot)
  return { how: 'none', ...(standIn && { standIn }) }
}

/** Host and port only: an address may hold a password, which is nobody's to print. */
function hostOf(address: string, usualPort: number): { host?: string; port: number } {
  const match = /^[a-z+]+:\/\/(?:[^@/]*@)?(\[[^\]]+\]|[^:/,?]+)(?::(\d+))?/i.exec(address)
  const host = match?.[1]?.replace(/^\[|\]$/g, '')
  return { ...(host !== undefined && { host }), port: Number(match?.[2] ?? usualPort) }
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_MS })
    const end = (reachable: boolean) => {
      socket.destroy()
      resolve(reachable)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
  })
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
