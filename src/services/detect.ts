import { connect } from 'node:net'
import { findProgram } from './find-program.ts'
import { PROGRAMS } from './redis/server.ts'
import { type StandIn, standInFor } from './stand-ins.ts'

type Env = Record<string, string | undefined>

/** A program or an address that exercises can use, and how this machine has it. */
export interface DetectedService {
  id: 'redis' | 'mongodb' | 'postgres' | 'smtp' | 'oauth' | 'payments' | 's3' | 'llm' | 'nginx' | 'docker'
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
  /** Their names, the first found is used. None where a program of this machine would not be used. */
  programs?: string[]
  /** Where packages put it without putting it on the PATH. */
  elsewhere: () => string[]
}

const KINDS: ServiceKind[] = [
  { id: 'redis', name: 'Redis', variable: 'REDIS_URL', port: 6379, programs: PROGRAMS, elsewhere: () => [] },
  { id: 'mongodb', name: 'MongoDB', variable: 'MONGODB_URI', port: 27017, programs: ['mongod'], elsewhere: () => [] },
  {
    id: 'postgres',
    name: 'PostgreSQL',
    variable: 'DATABASE_URL',
    port: 5432,
    elsewhere: () => [],
  },
  // No variable: an address in SMTP_URL may lead to people, and what exercises send is for nobody.
  { id: 'smtp', name: 'SMTP', elsewhere: () => [] },
  // None either: at a provider of the learner's own, no check could log in.
  { id: 'oauth', name: 'OpenID', elsewhere: () => [] },
  // None either: a real gateway would need somebody's key.
  { id: 'payments', name: 'Payments', elsewhere: () => [] },
  // None either: a bucket of the learner's own holds what no exercise may touch.
  { id: 's3', name: 'S3', elsewhere: () => [] },
  // None: a real model would cost money, and say something else each time.
  { id: 'llm', name: 'Language model', elsewhere: () => [] },
  {
    id: 'nginx',
    name: 'nginx',
    programs: ['nginx'],
    elsewhere: () => ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'],
  },
  { id: 'docker', name: 'Docker', programs: ['docker'], elsewhere: () => [] },
]

const CONNECT_MS = 1500

/** Looks for every service: the address in the environment first, then the program. Starts nothing. */
export function detectServices(env: Env, packageRoot: string): Promise<DetectedService[]> {
  return Promise.all(
    KINDS.map(async (kind) => ({ id: kind.id, name: kind.name, found: await detect(kind, env, packageRoot) })),
  )
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
  const path = kind.programs
    ?.map((program) => findProgram(program, env, kind.elsewhere()))
    .find((found) => found !== undefined)
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
