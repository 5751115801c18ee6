// One small file of tests, run by node:test and by the course's own Vitest, there with the globals that Jest has as well.
// Look for: the same counts from both, and that the exit code is 1 as soon as one test is red.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const TESTS = `
test('adds', () => assert.equal(1 + 1, 2))
test('is wrong', () => assert.equal(1 + 1, 3))
test.skip('comes later', () => assert.equal(1, 2))
`
const { NODE_TEST_CONTEXT: _of, VITEST: _in, ...env } = process.env
const folder = mkdtempSync(join(process.cwd(), 'demo-tools-'))

function run(args: string[]): { status: number | null; said: string } {
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' })
  return { status, said: stdout }
}

try {
  writeFileSync(
    join(folder, 'node.test.mjs'),
    `import assert from 'node:assert/strict'\nimport { test } from 'node:test'\n${TESTS}`,
  )
  const node = run(['--test', '--test-reporter=tap', 'node.test.mjs'])
  const counts = ['pass', 'fail', 'skipped'].map(
    (what) => `${what} ${new RegExp(`^# ${what} (\\d+)`, 'm').exec(node.said)?.[1]}`,
  )
  console.log(`node:test  ${counts.join(', ')}; exit code ${node.status}`)

  const vitest = findVitest()
  if (vitest) {
    writeFileSync(join(folder, 'vi.test.mjs'), TESTS)
    writeFileSync(join(folder, 'vitest.config.mjs'), 'export default { test: { globals: true } }')
    const { status, said } = run([vitest, 'run', '--root', folder, '--reporter=json', 'vi.test.mjs'])
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(said.slice(said.indexOf('{')))
    console.log(
      `Vitest     pass ${numPassedTests}, fail ${numFailedTests}, skipped ${numPendingTests}; exit code ${status}`,
    )
  } else console.log('Vitest     is not installed here')
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function findVitest(): string | undefined {
  try {
    const program = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
    return existsSync(program) ? program : undefined
  } catch {
    return undefined
  }
}
