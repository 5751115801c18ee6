import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findProgram } from '../find-program.ts'
import type { Binaries } from '../postgres/binaries.ts'
import type { StartOptions } from '../service.ts'

/** Where Debian keeps the programs of a server, a folder for each major version. None of them is on the PATH. */
const DEBIAN = '/usr/lib/postgresql'

/** The programs of a PostgreSQL that is installed on this machine, the newest first, or undefined. */
export function findInstalled(env: StartOptions['env']): Binaries | undefined {
  const initdb = findProgram('initdb', env, debianFolders())
  if (initdb === undefined) return undefined
  const postgres = join(dirname(initdb), process.platform === 'win32' ? 'postgres.exe' : 'postgres')
  if (!existsSync(postgres)) return undefined
  const version = /\d+\.\d+/.exec(execFileSync(postgres, ['--version'], { encoding: 'utf8' }))?.[0]
  return version === undefined ? undefined : { initdb, postgres, version }
}

function debianFolders(): string[] {
  if (!existsSync(DEBIAN)) return []
  const majors = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a))
  return majors.map((major) => join(DEBIAN, major, 'bin'))
}
