import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readModuleRecord } from '../../src/engine/judge/module-record.ts'

const PACKAGE_ROOT = join(import.meta.dirname, '..', '..')
const read = (source: string) => readModuleRecord(PACKAGE_ROOT, source)

it.each<[string, string, string[]]>([
  ['a function, a class, a constant', 'export function a() {}\nexport class b {}\nexport const c = 1', ['a', 'b', 'c']],
  ['two in one declaration', 'export const once = a, memoize = b', ['once', 'memoize']],
  ['taken apart', 'export const { once, memoize: m, ...rest } = tools()', ['once', 'm', 'rest']],
  ['by a list, under other names', 'const a = 1, b = 2\nexport { a, b as c }', ['a', 'c']],
  ['from elsewhere', "export { a, default as b } from './x.ts'\nexport * as c from './y.ts'", ['a', 'b', 'c']],
  ['the default', 'export default function named() {}', ['default']],
  ['an enum', 'export enum E { A }', ['E']],
  ['after what looks like the beginning of a comment', "const ANY = '/*'\nexport const a = 1", ['a']],
  ['after a pattern that looks like one', "p.replace(/\\/*$/, '')\nexport const a = 1", ['a']],
  ['types, which are gone when it runs', 'export type T = 1\nexport interface I {}\ntype Q = 1\nexport { type Q }', []],
  ['in a comment or a text', "// export const a = 1\nconst text = 'export const b = 1'", []],
])('knows what is exported: %s', (_how, source, names) => {
  expect([...(read(source)?.exports ?? [])]).toEqual(names)
})

it('knows when all of another module is passed on', () => {
  expect(read("export * from './all.ts'")?.exportsAll).toBe(true)
  expect(read("export * as all from './all.ts'")?.exportsAll).toBe(false)
})

it('knows what is imported when it runs, and takes no comment for an import', () => {
  const source = `// idea taken from 'vitest'
import type { Pool } from 'pg'
import { type Express } from 'express'
import express from 'express'
import 'dotenv/config'
export { a } from './a.ts'
const chai = await import('chai')`
  expect(read(source)?.imports).toEqual(['express', 'dotenv/config', './a.ts', 'chai'])
})

it('says nothing of what is no TypeScript', () => {
  expect(read('export const = 3')).toBeUndefined()
})
