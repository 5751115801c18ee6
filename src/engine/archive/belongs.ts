/** The folder that an archive unpacks to. It is a workbook, too. */
export const TOP = 'workbook/'

/** Every workbook has its own: they name where the tool is on that machine. */
const FURNITURE = new Set(['README.md', 'tsconfig.json', 'package.json', 'package-lock.json'])
/** What commands write, and write again from the record. */
const WRITTEN = new Set(['report.html', 'certificate.json', 'certificate.html'])
const NEVER = new Set(['node_modules', '.git', '.DS_Store'])
/** Settings with passwords in them stay where they are. */
const SECRETS = /^\.env(?!\.example$)/
/** What this tool writes aside for a moment. */
const ASIDE = /^\.\d+\.[a-z0-9]+\.tmp$/
const RECORD = /^progress\.(?:json|.*\.json)(?:\..*)?$/
const ARCHIVE = /^workbook-\d{4}-\d{2}-\d{2}(?:-\d+)?\.zip$/
/** Of what the tool remembers: what starters were, and the versions that were put aside. */
const REMEMBERED = /^\.course\/(?:starters|kept)\/./

/** Whether a file of a workbook goes with it to another machine; the record goes by itself. Paths have `/` in them. */
export function belongs(path: string): boolean {
  const parts = path.split('/')
  if (parts.some((part) => NEVER.has(part) || SECRETS.test(part) || ASIDE.test(part))) return false
  if (REMEMBERED.test(path)) return true
  const [first = ''] = parts
  if (first.startsWith('.')) return false
  return parts.length > 1 || !(FURNITURE.has(first) || WRITTEN.has(first) || RECORD.test(first) || ARCHIVE.test(first))
}

/**
 * Whether a path stays within the folder that it is put in, on every system: no `..`, no drive, no root, no name that
 * Windows reads in another way.
 */
export function isSafe(path: string): boolean {
  return path.length <= 400 && path.split('/').every(isSafeName)
}

function isSafeName(name: string): boolean {
  if (name === '' || /[\p{Cc}\p{Cf}\\:*?"<>|]/u.test(name) || /[. ]$/.test(name)) return false
  return !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name)
}

/** What an archive says, made safe to print. */
export function printable(text: string): string {
  return text.replace(/\p{C}/gu, '?')
}
