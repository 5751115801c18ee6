import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { belongs, isSafe } from '../../src/engine/archive/belongs.ts'
import { readZip, writeZip } from '../../src/engine/archive/zip.ts'
import { temporaryFolder } from '../fixtures/build.ts'

const AT = new Date('2026-03-09T14:05:32.000Z')

describe('an archive', () => {
  it('gives back what was put in: nothing, text, bytes that do not shrink, names of other languages', () => {
    const bytes = Buffer.from(Array.from({ length: 999 }, (_, i) => (i * i * 7 + i) % 256))
    const entries = [
      { path: 'workbook/empty.ts', content: Buffer.alloc(0) },
      { path: 'workbook/01-adding/add.ts', content: Buffer.from('export {}\n'.repeat(500)) },
      { path: 'workbook/naïve – 日本語.bin', content: bytes },
    ]
    expect(readZip(writeZip(entries, AT), 'a.zip')).toEqual(entries)
  })

  it.runIf(hasUnzip())('opens with ordinary tools', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'a.zip'), writeZip([{ path: 'workbook/é/add.ts', content: Buffer.from('hello\n') }], AT))
    execFileSync('unzip', ['-q', 'a.zip'], { cwd: folder })
    expect(readFileSync(join(folder, 'workbook/é/add.ts'), 'utf8')).toBe('hello\n')
  })

  it('is refused with a reason wherever a byte of it is another one, or the rest is missing', () => {
    const content = Buffer.from('export const add = (a: number, b: number) => a + b\n'.repeat(20))
    const whole = writeZip([{ path: 'workbook/01-adding/add.ts', content }], AT)
    const data = 30 + 'workbook/01-adding/add.ts'.length
    for (let place = data; place < data + 40; place++) {
      const damaged = Buffer.from(whole)
      damaged.writeUInt8((damaged.readUInt8(place) + 1) % 256, place)
      expect(() => readZip(damaged, 'a.zip'), `byte ${place}`).toThrow(/a\.zip is damaged, or no archive/)
    }
    for (let length = 0; length < whole.length; length += 7) {
      expect(() => readZip(whole.subarray(0, length), 'a.zip'), `${length} bytes`).toThrow(/damaged, or no archive/)
    }
  })
})

describe('a path in an archive', () => {
  it.each([
    '../add.ts',
    'workbook/../../add.ts',
    '/etc/hosts',
    'C:/add.ts',
    'workbook\\..\\add.ts',
    'workbook//add.ts',
    './add.ts',
    'workbook/nul.ts',
    'workbook/add.ts.',
    'workbook/\u001b[2Jadd.ts',
    '',
  ])('is refused: %j', (path) => {
    expect(isSafe(path)).toBe(false)
  })

  it.each(['01-adding/add.ts', '27-ci-cd/workflow/.github/workflows/ci.yml', 'my notes.md', 'naïve/日本語.ts'])(
    'is taken: %s',
    (path) => {
      expect(isSafe(path) && belongs(path)).toBe(true)
    },
  )
})

it.each([
  'node_modules/a/index.js',
  '01-adding/node_modules/a/index.js',
  '.git/config',
  '01-adding/.git/config',
  '.env',
  '12-gate/api/.env.local',
  '.course/undo/2026.json',
  '.course/import.json',
  'progress.json',
  'progress.json.bak',
  'progress.damaged-2026-03-09.json',
  'package.json',
  'report.html',
  'workbook-2026-03-09.zip',
])('%s stays where it is', (path) => {
  expect(belongs(path)).toBe(false)
})

function hasUnzip(): boolean {
  try {
    execFileSync('unzip', ['-v'])
    return true
  } catch {
    return false
  }
}
