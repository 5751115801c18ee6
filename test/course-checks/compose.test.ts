/** What a learner reads whose compose gives no function: what was called, and what came of it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

it.each([
  ['nothing', 'export function compose() {}\n', 'undefined'],
  ['null', 'export function compose() {\n  return null\n}\n', 'null'],
  ['a list', 'export function compose() {\n  return [1]\n}\n', '[ 1 ]'],
])('names the call of compose where it gives %s', { timeout: 120_000 }, async (_what, code, received) => {
  const cwd = temporaryFolder('compose')
  mkdirSync(join(cwd, 'workbook/.course'), { recursive: true })
  mkdirSync(join(cwd, 'workbook/07-middleware'))
  writeFileSync(join(cwd, 'workbook/07-middleware/compose.ts'), code)
  const { stdout } = await runCourse(['check', '7/compose', '--json'], { cwd, env: { COURSE_COURSE: undefined } })
  const { status, checks } = JSON.parse(stdout)
  expect(status).toBe('failed')
  for (const check of checks) {
    expect(check).toMatchObject({
      status: 'failed',
      given: expect.stringMatching(/^compose\(\[.*\]\)$/),
      message: `expected a function (request, response, next), but got ${received}`,
    })
  }
  expect(checks[0].given).toBe('compose([step, waiting, step, step])')
})
