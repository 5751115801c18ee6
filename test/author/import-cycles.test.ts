import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../fixtures/build.ts'

const ROOT = join(import.meta.dirname, '../..')
const BIOME = join(ROOT, 'node_modules/@biomejs/biome/bin/biome')

/** Lints a made-up checkout with the setting that this one has, and names the files that stand in a circle. */
function inCircles(files: Record<string, string>): string[] {
  const root = temporaryFolder('cycles')
  const { suspicious } = JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8')).linter.rules
  const rules = { preset: 'none', suspicious: { noImportCycles: suspicious.noImportCycles } }
  const settings = { root: true, linter: { rules }, formatter: { enabled: false }, assist: { enabled: false } }
  writeFileSync(join(root, 'biome.json'), JSON.stringify(settings))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), `${text}\n`)
  const { status, stdout } = spawnSync(process.execPath, [BIOME, 'check', '--reporter=json'], {
    cwd: root,
    encoding: 'utf8',
  })
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { category: string; location: { path: string } }[] }
  expect(diagnostics.every(({ category }) => category === 'lint/suspicious/noImportCycles')).toBe(true)
  expect(status).toBe(diagnostics.length > 0 ? 1 : 0)
  return [...new Set(diagnostics.map(({ location }) => location.path))].sort()
}

it.each([
  [
    'values',
    `import { b } from './b.ts'\nexport const a = () => b`,
    `import { a } from './a.ts'\nexport const b = () => a`,
  ],
  [
    'types alone',
    `import type { B } from './b.ts'\nexport interface A { b: B }`,
    `import type { A } from './a.ts'\nexport interface B { a: A }`,
  ],
  [
    'what is exported again',
    `export { b } from './b.ts'\nexport const a = 1`,
    `import { a } from './a.ts'\nexport const b = a`,
  ],
  [
    'what is loaded on use',
    `export const a = async () => import('./b.ts')`,
    `import { a } from './a.ts'\nexport const b = () => a`,
  ],
])('lint finds a circle of %s', (_, a, b) => {
  expect(inCircles({ 'a.ts': a, 'b.ts': b })).toEqual(['a.ts', 'b.ts'])
})

it('lint finds a circle of three, and leaves a file alone that only looks at it', () => {
  const files = {
    'a.ts': `import type { B } from './b.ts'\nexport interface A { b: B }`,
    'b.ts': `import type { C } from './c.ts'\nexport interface B { c: C }`,
    'c.ts': `import type { A } from './a.ts'\nexport interface C { a: A }`,
    'd.ts': `import type { A } from './a.ts'\nexport interface D { a: A }`,
  }
  expect(inCircles(files)).toEqual(['a.ts', 'b.ts', 'c.ts'])
})

it('lint allows types that stand where both sides look', () => {
  const files = {
    'a.ts': `import type { Shared } from './shared.ts'\nimport { b } from './b.ts'\nexport const a = (s: Shared) => b(s)`,
    'b.ts': `import type { Shared } from './shared.ts'\nexport const b = (s: Shared) => s`,
    'shared.ts': `export interface Shared { id: string }`,
  }
  expect(inCircles(files)).toEqual([])
})
