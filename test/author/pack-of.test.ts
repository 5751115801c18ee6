import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { commandName, packOf } from '../../src/pack.ts'
import { temporaryFolder } from '../fixtures/build.ts'

it.each<[object, string | undefined]>([
  [{ name: 'http-in-small', version: '1.0.0', bin: { http: 'bin/http.cjs' } }, 'http'],
  [{ name: 'http-in-small', version: '1.0.0', bin: 'bin/http.cjs' }, 'http-in-small'],
  [{ name: '@ada/http-in-small', version: '1.0.0', bin: 'bin/http.cjs' }, 'http-in-small'],
  [{ name: 'http-in-small', version: '1.0.0' }, undefined],
  [{}, undefined],
])('of %j the command is %j', (manifest, command) => {
  const root = temporaryFolder('pack')
  writeFileSync(join(root, 'package.json'), JSON.stringify(manifest))
  expect(packOf({ COURSE_PACK: root })?.command).toBe(command)
  expect(commandName({ COURSE_PACK: root })).toBe(command ?? 'course')
})

it('without a pack it is that of this tool', () => {
  expect([packOf({}), commandName({})]).toEqual([undefined, 'course'])
})
