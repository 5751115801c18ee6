/** Check files are Vitest's, too: an author runs them as they are, and gets the same answers. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { copyFixture } from '../fixtures/build.ts'

const PACKAGE_ROOT = join(import.meta.dirname, '..', '..')

/** Runs `npx vitest run checks/…` in a pack of exercises that has this package among its dependencies. */
async function runVitest(pack: string, ...files: string[]) {
  symlinkSync(join(PACKAGE_ROOT, 'node_modules'), join(pack, 'node_modules'))
  const env = { PATH: process.env['PATH'] ?? '', NO_COLOR: '1' }
  const vitest = join(PACKAGE_ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const alias = { 'backend-workbook/check': join(PACKAGE_ROOT, 'dist', 'check.js') }
  writeFileSync(
    join(pack, 'vitest.config.mjs'),
    `export default ${JSON.stringify({ resolve: { alias }, test: { include: ['checks/**/*.check.ts'] } })}\n`,
  )
  const args = [vitest, 'run', '--reporter=json', ...files]
  const child = spawn(process.execPath, args, { cwd: pack, env, stdio: ['ignore', 'pipe', 'ignore'] })
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')])
  const { testResults } = JSON.parse(output) as {
    testResults: { assertionResults: { title: string; status: string; failureMessages: string[] }[] }[]
  }
  return testResults.flatMap(({ assertionResults }) => assertionResults)
}

it('runs a check file of the course, and says of the starter what fails', async () => {
  const results = await runVitest(copyFixture('tiny-course'), 'checks/01-adding/add.check.ts')
  expect(results.map(({ title }) => title)).toEqual(['adds two numbers', 'adds a negative number'])
  expect(results.map(({ status }) => status)).toContain('failed')
  expect(JSON.stringify(results)).toMatch(/add\(2, 3\): expected [+-]?\d+ to be 5/)
})
