import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { keepSources } from '../../src/engine/judge/kept-sources.ts'
import { temporaryFolder } from '../fixtures/build.ts'

const NOTHING = { deleted: [], emptied: [], lost: [] }

function kept() {
  const folder = temporaryFolder('kept')
  const file = join(folder, 'add.ts')
  writeFileSync(file, 'before')
  return { file, putBack: keepSources(folder) }
}

it.each([
  ['empties the file first', (file: string) => writeFileSync(file, '')],
  ['takes the file away first', (file: string) => rmSync(file)],
])('leaves a save alone that %s', async (_how, begin) => {
  const { file, putBack } = kept()
  begin(file)
  setTimeout(() => writeFileSync(file, 'saved meanwhile'), 50)
  expect(await putBack()).toEqual(NOTHING)
  expect(readFileSync(file, 'utf8')).toBe('saved meanwhile')
})

it('puts back what stays empty, and what stays away', async () => {
  const { file, putBack } = kept()
  writeFileSync(file, '')
  expect(await putBack()).toEqual({ ...NOTHING, emptied: [file] })
  expect(readFileSync(file, 'utf8')).toBe('before')
  rmSync(file)
  expect(await putBack()).toEqual({ ...NOTHING, deleted: [file] })
  expect(readFileSync(file, 'utf8')).toBe('before')
})
