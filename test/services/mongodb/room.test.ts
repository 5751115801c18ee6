import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const room = fileURLToPath(new URL('../../../src/services/mongodb/emulator/', import.meta.url))
const PACKAGES = /^(bson|node:.+)$/

function strayImports(file: string): string[] {
  const source = readFileSync(file, 'utf8')
  return [...source.matchAll(/(?:from\s+|import\s*\(?\s*)'([^']+)'/g)]
    .map(([, name = '']) => name)
    .filter((name) => {
      if (!name.startsWith('.')) return !PACKAGES.test(name)
      return relative(room, resolve(file, '..', name)).startsWith('..')
    })
}

it('the stand-in for MongoDB imports bson and Node.js, and nothing else of this repository', () => {
  const files = readdirSync(room, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  expect(files.length).toBeGreaterThan(50)
  expect(files.flatMap((name) => strayImports(join(room, name)).map((stray) => `${name}: ${stray}`))).toEqual([])
})
