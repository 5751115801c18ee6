import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { explainSyntaxError } from '../../src/engine/judge/syntax-error.ts'

function project(): { base: string; file: string } {
  const base = mkdtempSync(join(tmpdir(), 'course-syntax-'))
  onTestFinished(() => rmSync(base, { recursive: true, force: true }))
  mkdirSync(join(base, 'src'))
  const file = join(base, 'src', 'server.ts')
  writeFileSync(file, 'const ok = 1\nconst = 3\n')
  return { base, file }
}

it.each(['', 'SyntaxError: ', 'SyntaxError [Error]: '])('finds the file and its line behind %j', (name) => {
  const { base, file } = project()
  const printed = `node:internal/modules/run_main:123\n    ^\n${name}${file}:2:6: ERROR: Unexpected token\n    at load`
  expect(explainSyntaxError(printed, base)).toMatchObject({
    message: 'Syntax error: Unexpected token.',
    frame: { file: join('src', 'server.ts'), line: 2, column: 6 },
  })
})

it('leaves other errors to others', () => {
  expect(explainSyntaxError('TypeError: x is not a function\n    at /a/app.ts:2:6', '/a')).toBeUndefined()
})
