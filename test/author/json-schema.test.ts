import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { jsonSchemas } from '../../scripts/schema.ts'

const FOLDER = join(import.meta.dirname, '../../schema')

it('the published schemas are those of the code: otherwise run `npm run schema`', () => {
  const published = Object.fromEntries(
    filesIn(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8').replaceAll('\r\n', '\n')]),
  )
  expect(published).toEqual(jsonSchemas())
})

function filesIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))
  return names.filter((name) => name.endsWith('.json'))
}

it('an editor learns which keys a lesson must have', () => {
  const schema = JSON.parse(jsonSchemas()['lesson.schema.json'] ?? '')
  expect(schema.required).toEqual(expect.arrayContaining(['day', 'title', 'minutes', 'outcome', 'topics', 'exercises']))
  expect(schema.required).not.toContain('search')
  expect(schema.additionalProperties).toBe(false)
})
