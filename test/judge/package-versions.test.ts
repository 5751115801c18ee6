import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { noteVersions } from '../../src/engine/judge/package-versions.ts'
import { temporaryFolder } from '../fixtures/build.ts'

const packageRoot = join(import.meta.dirname, '../..')

it('of a project whose packages nobody has installed, it names those that ran, and no types', () => {
  const folder = temporaryFolder('project')
  const asks = { dependencies: { express: '^3' }, devDependencies: { '@types/express': '^5' } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(asks))
  mkdirSync(join(folder, '.course'))
  const target = { checkFile: '', room: '', places: [], base: folder, entry: join(folder, 'server.ts'), apart: true }
  const notes = noteVersions(packageRoot, target)
  expect(notes).toEqual([expect.stringMatching(/asks for express \^3, which is not installed/)])
})
