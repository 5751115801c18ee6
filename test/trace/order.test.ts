import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { traceSnippet } from '../../src/engine/trace/snippet.ts'
import { withoutForeign } from '../../src/processes/environment.ts'
import { temporaryFolder } from '../fixtures/build.ts'
import { ORDER_SNIPPETS } from './snippets.ts'

const packageRoot = join(import.meta.dirname, '../..')
const folder = temporaryFolder('trace-order')

test.concurrent.each(ORDER_SNIPPETS)('recording leaves the order as it is: $name', async ({ file, code }) => {
  const path = join(folder, file)
  writeFileSync(path, `${code}\n`)

  const [bare, { trace }] = await Promise.all([
    printedBy(path),
    traceSnippet(
      path,
      { ms: 20_000, all: false },
      { cwd: folder, env: process.env, signal: new AbortController().signal, packageRoot },
    ),
  ])

  expect(trace.output.stdout).toBe(bare)
  const printed = trace.callbacks.flatMap((callback) => callback.printed.map(({ text }) => text)).join('')
  expect(printed, 'what callbacks printed is all that was printed').toBe(bare)
  expect(trace.callbacks[0]).toMatchObject({ number: 1, lane: 'stack', type: 'main', line: 1 })
  expect(trace.callbacks.map(({ lane }) => lane)).not.toContain('unknown')
})

/** What Node prints without us; of TypeScript, with the hooks that it needs. */
function printedBy(path: string): Promise<string> {
  const hooks = path.endsWith('.ts') ? ['--import', pathToFileURL(join(packageRoot, 'dist', 'preload.cjs')).href] : []
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...hooks, path], {
      env: withoutForeign(process.env),
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.once('error', reject)
    child.once('close', () => resolve(output))
  })
}
