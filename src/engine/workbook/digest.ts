import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

/** Tells whether a file, or a folder with all that is in it, is still what it was: SHA-256, in hexadecimal digits. */
export function digestOf(path: string): string {
  const hash = createHash('sha256')
  const add = (at: string, name: string) => {
    const stats = lstatSync(at)
    if (stats.isDirectory()) {
      hash.update(`folder ${name}\n`)
      for (const entry of readdirSync(at).sort()) add(join(at, entry), `${name}/${entry}`)
    } else if (stats.isSymbolicLink()) hash.update(`link ${name} ${readlinkSync(at)}\n`)
    else if (stats.isFile()) {
      const content = readFileSync(at)
      hash.update(`file ${name} ${content.length}\n`).update(content)
    } else hash.update(`other ${name}\n`)
  }
  add(path, '')
  return hash.digest('hex')
}
