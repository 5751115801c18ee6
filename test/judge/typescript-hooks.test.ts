/** What a learner's server may be written in: the hooks that load its TypeScript, in a process like its own. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { layoutOf } from '../../src/engine/judge/layout.ts'
import { temporaryFolder } from '../fixtures/build.ts'

const packageRoot = fileURLToPath(new URL('../..', import.meta.url))

/** Runs `main.ts` among these files, far from any node_modules. */
function run(files: Record<string, string>) {
  const folder = temporaryFolder('typescript')
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const { appExecArgv } = layoutOf(packageRoot)
  const { stdout, stderr } = spawnSync(process.execPath, [...appExecArgv, join(folder, 'main.ts')], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { PATH: process.env['PATH'] },
  })
  return { stdout: stdout.trim(), stderr }
}

it('does without tsx in a built package', () => {
  expect(layoutOf(packageRoot).appExecArgv.join(' ')).not.toContain('tsx')
})

it('runs TypeScript that is more than types', () => {
  const main = `
enum Level { low = 1, high }
class Note { constructor(readonly text: string, public level: Level = Level.high) {} }
const note = new Note('hi') satisfies Note
console.log(JSON.stringify(note), Level[2])`
  expect(run({ 'main.ts': main }).stdout).toBe('{"text":"hi","level":2} high')
})

it('finds files by the names that people use, and the packages of the course', () => {
  const { stdout, stderr } = run({
    'main.ts': `
import express from 'express'
import { a } from './a.ts'
import { b } from './b.js'
import { c } from './c'
import { d } from './d'
import type { Nothing } from './types.ts'
const { e } = await import('./e.mts')
console.log(typeof express, a, b, c, d, e)`,
    'a.ts': "export const a: string = 'a'",
    'b.ts': "export const b: string = 'b'",
    'c.ts': "export const c: string = 'c'",
    'd/index.ts': "export const d: string = 'd'",
    'e.mts': "export const e: string = 'e'",
    'types.ts': 'export interface Nothing {}',
  })
  expect(stderr).toBe('')
  expect(stdout).toBe('function a b c d e')
})

it('says which file is missing, and which package', () => {
  expect(run({ 'main.ts': "import './nowhere.ts'" }).stderr).toMatch(/Cannot find module '.*nowhere\.ts'/)
  expect(run({ 'main.ts': "import 'no-such-package'" }).stderr).toContain("Cannot find package 'no-such-package'")
})

it('runs TypeScript in worker threads and forked processes as well', () => {
  const { stdout, stderr } = run({
    'main.ts': `
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: 20 })
const [doubled] = await once(worker, 'message')
const [code] = await once(fork(new URL('./child.ts', import.meta.url)), 'exit')
console.log(doubled, code)`,
    'worker.ts': `
import { parentPort, workerData } from 'node:worker_threads'
import { twice } from './twice.ts'
parentPort?.postMessage(twice(workerData as number))`,
    'twice.ts': 'export const twice = (n: number): number => 2 * n',
    'child.ts': "import { twice } from './twice.ts'\nprocess.exit(twice(3) as number)",
  })
  expect(stderr).toBe('')
  expect(stdout).toBe('40 6')
})

it('names the line of the source where an error was thrown', () => {
  const main = `
interface Note {
  text: string
}

function read(note?: Note): string {
  if (!note) throw new Error('no note')
  return note.text
}
read()`
  expect(run({ 'main.ts': main }).stderr).toMatch(/at read \(.*main\.ts:7:\d+\)/)
})

it('says where a file is no TypeScript', () => {
  expect(run({ 'main.ts': 'const ok = 1\nconst = 3' }).stderr).toMatch(/main\.ts:2:6: ERROR: Unexpected token/)
})
