import { spawnSync } from 'node:child_process'
import { findProgram } from '../find-program.ts'
import type { StartOptions } from '../service.ts'
import { PROGRAMS } from './server.ts'
import { isTooOld } from './version.ts'

/** How to get a Redis on a system. Commands are for people to run: the course changes nothing of a machine. */
export interface RedisAdvice {
  /** Where one is that exercises use already, and how it names itself. */
  found: { path: string; version: string; tooOld: boolean } | undefined
  /** This system's first. */
  ways: { system: string; commands: string[] }[]
}

const WAYS: (RedisAdvice['ways'][number] & { platforms: string[] })[] = [
  { system: 'macOS, with Homebrew', platforms: ['darwin'], commands: ['brew install redis'] },
  {
    system: 'Debian and Ubuntu (24.04 or newer)',
    platforms: ['linux'],
    commands: ['sudo apt-get install redis-server', 'sudo systemctl disable --now redis-server'],
  },
  { system: 'Fedora', platforms: ['linux'], commands: ['sudo dnf install valkey'] },
  { system: 'Arch', platforms: ['linux'], commands: ['sudo pacman -S valkey'] },
  { system: 'Alpine', platforms: ['linux'], commands: ['sudo apk add redis'] },
  {
    system: 'Windows, in WSL',
    platforms: ['win32'],
    commands: ['wsl sudo apt-get install redis-server', 'wsl redis-server', 'set REDIS_URL=redis://localhost:6379'],
  },
  {
    system: 'anywhere, with Docker',
    platforms: [],
    commands: ['docker run --rm -p 127.0.0.1:6379:6379 redis:8', 'export REDIS_URL=redis://127.0.0.1:6379'],
  },
]

/** Starts and downloads nothing. */
export function adviseRedis(env: StartOptions['env'], platform: string = process.platform): RedisAdvice {
  const path = PROGRAMS.map((name) => findProgram(name, env)).find((found) => found !== undefined)
  const rank = ({ platforms }: (typeof WAYS)[number]) => (platforms.includes(platform) ? 0 : platforms.length ? 2 : 1)
  const ways = WAYS.toSorted((a, b) => rank(a) - rank(b)).map(({ system, commands }) => ({ system, commands }))
  return { found: path === undefined ? undefined : look(path), ways }
}

/** Its version: `7.0.15`, of `Redis server v=7.0.15 sha=…` */
function look(path: string): RedisAdvice['found'] {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 5000, windowsHide: true })
  const version = /\bv=(\S+)/.exec(stdout ?? '')?.[1] ?? 'of a version that it does not tell'
  return { path, version, tooOld: isTooOld(version) }
}
