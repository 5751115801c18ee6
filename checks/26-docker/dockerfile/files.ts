/** Files of a context or an image, by their path, and what copying does with them. */
import { createHash } from 'node:crypto'
import { posix } from 'node:path'

export type Files = Map<string, string>

export function digest(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)
}

export function digestOf(files: Files): string {
  return digest(...[...files].sort(([a], [b]) => (a < b ? -1 : 1)).flat())
}

export function isUnder(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`)
}

export function removeUnder(files: Files, folder: string): void {
  for (const path of [...files.keys()]) if (isUnder(path, folder)) files.delete(path)
}

export function isFolder(files: Files, path: string): boolean {
  return [...files.keys()].some((each) => each !== path && isUnder(each, path))
}

/** What is new or other in `after`. */
export function changedIn(before: Files, after: Files): Files {
  return new Map([...after].filter(([path, text]) => before.get(path) !== text))
}

interface Found {
  /** The path of the file below the folder that was named; its name where a file was. */
  name: string
  text: string
  ofFolder: boolean
}

/** What a source of COPY names, with `*`, `?` and `[a-z]`; the contents of a folder. Paths of the context have no slash in front. */
export function findSource(files: Files, source: string): Found[] {
  const clean = posix.normalize(source).replace(/\/$/, '')
  const wanted = clean.replace(/^\//, '')
  if (wanted === '' || wanted === '.') {
    return [...files].map(([path, text]) => ({ name: path.replace(/^\//, ''), text, ofFolder: true }))
  }
  const pattern = new RegExp(`^${globSource(wanted)}(?:/(.+))?$`)
  return [...files].flatMap(([path, text]) => {
    const own = path.replace(/^\//, '')
    const match = pattern.exec(own)
    if (!match) return []
    const below = match[1]
    return [{ name: below ?? posix.basename(own), text, ofFolder: below !== undefined }]
  })
}

function globSource(pattern: string): string {
  return pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
}

/** Where the files of a COPY land. */
export function place(found: Found[], destination: string, workdir: string, many: boolean, before: Files): Files {
  const target = posix.resolve('/', workdir, destination)
  const isDirectory =
    many ||
    /(?:^|\/)\.?\.?$/.test(destination) ||
    found.some(({ ofFolder }) => ofFolder) ||
    found.length > 1 ||
    target === workdir ||
    isFolder(before, target)
  return new Map(found.map(({ name, text }) => [isDirectory ? posix.join(target, name) : target, text]))
}
