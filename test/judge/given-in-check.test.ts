import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { givenInCheck } from '../../src/engine/judge/given-in-check.ts'
import { temporaryFolder } from '../fixtures/build.ts'

const PACKAGE = join(import.meta.dirname, '../..')

/** The check's source has «here» where the code threw. */
function givenIn(source: string, file = 'split.check.ts'): string | undefined {
  const folder = temporaryFolder('given')
  const before = source.slice(0, source.indexOf('«here»')).split('\n')
  const path = join(folder, file)
  writeFileSync(path, source.replace('«here»', ''))
  const stack = `TypeError: no\n    at split (/workbook/split.ts:1:7)\n    at ${path}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
  return givenInCheck(stack, PACKAGE, join(folder, 'split.check.ts'))
}

it.each<[string, string, string | undefined]>([
  ['where the value is computed that is compared', "expect(«here»split('a b'), 'split(a b)').toBe(1)", 'split(a b)'],
  ['where it is waited for', "expect(await «here»split('a b'), `split(a b)`).toBe(1)", 'split(a b)'],
  [
    'in a variable that is compared later',
    "const [one] = «here»split('a')\nexpect(0, 'other').toBe(0)\nexpect(one, 'split(a)').toBe('a')",
    'split(a)',
  ],
  ['in the innermost of several', "expect(() => expect(«here»f(1), 'f(1)').toBe(1), 'outer').not.toThrow()", 'f(1)'],
  ['with a message of the run', "expect(«here»split(text), 'split ' + text).toBe(1)", undefined],
  ['without a message', 'expect(«here»split(1)).toBe(1)', undefined],
  ['before what is compared, with nothing of it', "«here»prepare()\nexpect(split(1), 'split(1)').toBe(1)", undefined],
])('reads what was given %s', (_what, line, given) => {
  expect(
    givenIn(`import { check, expect } from 'backend-workbook/check'\n\ncheck('a', {}, async () => {\n  ${line}\n})\n`),
  ).toBe(given)
})

it('looks in the parts of the checks, and in nothing else', () => {
  expect(givenIn("expect(«here»f(), 'f()')", 'part.checks.ts')).toBe('f()')
  expect(givenIn("expect(«here»f(), 'f()')", 'shared.ts')).toBeUndefined()
  expect(givenInCheck(undefined, PACKAGE, '/checks/a.check.ts')).toBeUndefined()
})
