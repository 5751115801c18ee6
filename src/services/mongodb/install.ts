import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { Problem } from '../../problem.ts'
import { toType } from '../../to-type.ts'
import { findProgram } from '../find-program.ts'
import type { StartOptions } from '../service.ts'
import { findDownloaded } from './mongod.ts'

/** Knows which of MongoDB's archives fits a machine. Fetched when it is asked for, used once, and removed. */
const DOWNLOADER = 'mongodb-memory-server-core@^11.3.0'

/** Runs in the folder that the downloader is in. The last line is where the program is. */
const DOWNLOAD = `
require('mongodb-memory-server-core').MongoBinary.getPath().then(
  (path) => console.log('\\n' + path),
  (error) => { console.error(error.message); process.exitCode = 1 },
)`

const MEANWHILE = 'Nothing has changed: exercises use the built-in stand-in for MongoDB. '
const BY_HAND = 'or install mongod from https://www.mongodb.com/try/download/community and put it on the PATH.'

export interface InstallOptions extends Pick<StartOptions, 'env' | 'packageRoot'> {
  /** What is being done, each time something new begins or has gone on. */
  say: (text: string) => void
  signal: AbortSignal
}

export interface Installed {
  path: string
  /** As it names itself: `v8.2.6`. */
  version: string
  /** True when it was there before, so that nothing was downloaded. */
  wasThere: boolean
}

/**
 * Downloads a mongod where the course, and mongodb-memory-server, will find it. The only download of the course, and
 * only ever made when somebody asks for it.
 * @throws Problem when it cannot be had, or does not run here; AbortError when the signal ends it
 */
export async function installMongod({ env, packageRoot, say, signal }: InstallOptions): Promise<Installed> {
  const present = findProgram('mongod', env) ?? findDownloaded(env, packageRoot)
  if (present !== undefined) return { path: present, version: await versionOf(present, env, signal), wasThere: true }
  const target = env['MONGOMS_DOWNLOAD_DIR'] ?? join(homedir(), '.cache', 'mongodb-binaries')
  const folder = mkdtempSync(join(tmpdir(), 'course-install-'))
  try {
    say(`Fetching ${DOWNLOADER} with npm, to be removed again afterwards.`)
    await fetchDownloader(folder, env, signal)
    say(`Downloading mongod into ${target}. It is some 100 MB, under MongoDB's own licence (SSPL).`)
    const path = await download(folder, { ...env, MONGOMS_DOWNLOAD_DIR: target }, say, signal)
    return { path, version: await versionOf(path, env, signal), wasThere: false }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function fetchDownloader(folder: string, env: StartOptions['env'], signal: AbortSignal): Promise<void> {
  const npm = findProgram('npm', env, [dirname(process.execPath)])
  if (npm === undefined)
    throw new Problem('There is no npm on the PATH, which fetches the downloader of mongod.', MEANWHILE + BY_HAND)
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--no-update-notifier']
  // Left to itself npm tries for minutes before it says that it is offline.
  const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=2000']
  // Where npm is a script it needs this Node.js, and on Windows a shell.
  const path = [dirname(process.execPath), env['PATH'] ?? env['Path']].filter(Boolean).join(delimiter)
  const ran = await run(npm, [...args, ...patience, '--prefix', folder, DOWNLOADER], {
    cwd: folder,
    env: { ...env, PATH: path },
    signal,
  })
  if (ran.code !== 0) {
    throw new Problem(
      `npm could not fetch ${DOWNLOADER}:\n${lastLines(ran.errors)}`,
      `${MEANWHILE}Go online and run this again, ${BY_HAND}`,
    )
  }
}

async function download(
  folder: string,
  env: StartOptions['env'],
  say: InstallOptions['say'],
  signal: AbortSignal,
): Promise<string> {
  const ran = await run(process.execPath, ['-e', DOWNLOAD], { cwd: folder, env, signal, line: progressTo(say) })
  const path = ran.lines.at(-1)
  if (ran.code === 0 && path !== undefined) return path
  throw new Problem(
    `mongod could not be downloaded:\n${lastLines(ran.errors)}`,
    `${MEANWHILE}Go online and run this again (MONGOMS_DOWNLOAD_MIRROR names another place), ${BY_HAND}`,
  )
}

/** Tells of every tenth that has come. */
function progressTo(say: InstallOptions['say']): (line: string) => void {
  let told = 0
  return (line) => {
    const [, percent, size] = /(\d+(?:\.\d+)?)% \((.+)\)/.exec(line) ?? []
    const tenth = Math.floor(Number(percent ?? 0) / 10)
    if (tenth <= told) return
    told = tenth
    say(`  ${tenth * 10} % (${size})`)
  }
}

async function versionOf(path: string, env: StartOptions['env'], signal: AbortSignal): Promise<string> {
  const ran = await run(path, ['--version'], { env, signal }).catch((error) => {
    if (signal.aborted) throw error
    return { code: -1, lines: [], errors: String(error) }
  })
  const version = /version (v[\d.]+)/.exec(ran.lines.join('\n'))?.[1]
  if (version !== undefined) return version
  throw new Problem(
    `${path} does not run on this machine:\n${lastLines(ran.errors)}`,
    `MONGOMS_VERSION=7.0.24 ${toType('doctor --install mongodb')} asks for another version, once this file is removed. ${MEANWHILE}`,
  )
}

interface RunOptions {
  cwd?: string
  env: StartOptions['env']
  signal: AbortSignal
  line?: (line: string) => void
}

/** A program to its end. @throws AbortError when the signal is aborted, and what spawn says of a file that is no program */
function run(
  file: string,
  args: string[],
  { cwd, env, signal, line }: RunOptions,
): Promise<{ code: number | null; lines: string[]; errors: string }> {
  return new Promise((resolve, reject) => {
    const shell = /\.(cmd|bat)$/i.test(file)
    const child = spawn(shell ? `"${file}"` : file, shell ? args.map((arg) => `"${arg}"`) : args, {
      env,
      signal,
      shell,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...(cwd !== undefined && { cwd }),
    })
    const lines: string[] = []
    let errors = ''
    createInterface({ input: child.stdout }).on('line', (text) => {
      line?.(text)
      if (text.trim()) lines.push(text.trim())
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, lines, errors }))
  })
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-6).join('\n').slice(-600) || 'it did not say why'
}
