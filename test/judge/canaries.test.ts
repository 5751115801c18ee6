/** A canary stands for every matcher that a check file of this course uses. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')

/** Values have methods with such names, too: toSorted, toISOString. */
function matchersOfVitest(): Set<string> {
  const names = new Set<string>()
  for (let part: object = expect(0); part !== Object.prototype; part = Object.getPrototypeOf(part) as object) {
    for (const name of Object.getOwnPropertyNames(part)) if (/^to[A-Z]/.test(name)) names.add(name)
  }
  return names
}

it('each matcher has one', () => {
  const files = readdirSync(join(ROOT, 'checks'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  const text = files.map((name) => readFileSync(join(ROOT, 'checks', name), 'utf8')).join('\n')
  const matchers = matchersOfVitest()
  expect(matchers.size).toBeGreaterThan(40)
  const called = new Set([...text.matchAll(/\.(to[A-Z]\w*)\(/g)].map(([, name = '']) => name))
  const used = [...called].filter((name) => matchers.has(name))
  const canaries = readFileSync(join(ROOT, 'src', 'check', 'canaries.ts'), 'utf8')
  expect(used.length).toBeGreaterThan(10)
  expect(used.filter((name) => !canaries.includes(`'expect().${name}'`))).toEqual([])
})
