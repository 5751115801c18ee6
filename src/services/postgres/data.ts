import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { withoutForeign } from '../../processes/environment.ts'
import type { Account } from './account.ts'
import { type Binaries, isOpenToAll, majorOf } from './binaries.ts'

/** What one server works on, and its administrator's password. */
export interface Data {
  /** Holds `data` and what else the server needs; goes away with it. */
  folder: string
  data: string
  password: string
}

export const ADMIN = 'course'

const run = promisify(execFile)
const INIT_MS = 30_000
const PACK_MS = 20_000
const MEMORY = '/dev/shm'
const MEMORY_NEEDED = 512 * 1024 * 1024
const TEMPLATE = 'template.tar'

export interface DataOptions {
  binaries: Binaries
  /** Keeps a template between runs: unpacking takes a tenth of the time that making takes. */
  home: string | undefined
  tmp: string | undefined
  account: Account | undefined
}

/** Data for one server: out of the template, or made and kept as the template where there is none. */
export async function makeData(options: DataOptions): Promise<Data> {
  const folder = temporaryFolder(options)
  const template = options.home && join(options.home, TEMPLATE)
  try {
    if (template && existsSync(template)) await unpack(template, folder, options.account)
    else {
      await initialise(folder, options)
      // It is of use to the next start only.
      if (template) await pack(folder, template, options.account).catch(() => undefined)
    }
    return { folder, data: join(folder, 'data'), password: readFileSync(join(folder, 'password'), 'utf8') }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

/** The same data once more, while no server works on them: for a standby, which must have begun as a copy of its primary. */
export async function copyData(from: Data, options: DataOptions): Promise<Data> {
  const folder = temporaryFolder(options)
  const packed = join(folder, TEMPLATE)
  try {
    await pack(from.folder, packed, options.account)
    await unpack(packed, folder, options.account)
    rmSync(packed)
    return { folder, data: join(folder, 'data'), password: from.password }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

/** A file of the server's own. */
export function writeOwned(path: string, text: string, account: Account | undefined): void {
  writeFileSync(path, text, { mode: 0o600 })
  own(path, account)
}

/** A template that no server can start on is made again by the next start. */
export function forgetTemplate(home: string | undefined): void {
  if (home !== undefined) rmSync(join(home, TEMPLATE), { force: true })
}

/** One file: on some disks a thousand small ones take longer than all the rest. */
async function pack(folder: string, template: string, account: Account | undefined): Promise<void> {
  const draft = `${template}.${process.pid}.${randomBytes(3).toString('hex')}`
  try {
    // It holds a password.
    writeFileSync(draft, '', { mode: 0o600 })
    await run('tar', ['-cf', draft, '-C', folder, '.'], { timeout: PACK_MS })
    own(draft, account)
    renameSync(draft, template)
  } finally {
    rmSync(draft, { force: true })
  }
}

async function unpack(template: string, folder: string, account: Account | undefined): Promise<void> {
  await run('tar', ['-xf', template, '-C', folder], { ...account, cwd: folder, timeout: PACK_MS })
}

async function initialise(folder: string, { binaries, account }: DataOptions): Promise<void> {
  const password = join(folder, 'password')
  writeOwned(password, randomBytes(16).toString('hex'), account)
  const access = ['-U', ADMIN, '--auth=scram-sha-256', `--pwfile=${password}`]
  const since16 = majorOf(binaries) >= 16 ? ['-c', 'fsync=off', '-c', 'scram_iterations=1'] : []
  const quick = ['--no-sync', '--no-instructions', '--wal-segsize=1', ...since16]
  await run(binaries.initdb, ['-D', join(folder, 'data'), ...access, '-E', 'UTF8', '--locale=C', ...quick], {
    ...account,
    cwd: '/',
    timeout: INIT_MS,
    env: { ...withoutForeign(process.env), LC_ALL: 'C', TZ: 'UTC' },
  })
}

/** In memory where there is room. */
function temporaryFolder({ tmp, account }: DataOptions): string {
  const usual = account && !isOpenToAll(tmp ?? tmpdir()) ? '/tmp' : (tmp ?? tmpdir())
  const folder = mkdtempSync(join(tmp === undefined && hasMemory() ? MEMORY : usual, 'course-postgres-'))
  own(folder, account)
  return folder
}

function hasMemory(): boolean {
  if (process.platform !== 'linux') return false
  try {
    accessSync(MEMORY, constants.W_OK)
    const { bavail, bsize } = statfsSync(MEMORY)
    return bavail * bsize >= MEMORY_NEEDED
  } catch {
    return false
  }
}

function own(path: string, account: Account | undefined): void {
  if (account) chownSync(path, account.uid, account.gid)
}
