import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { openWorkbook } from '../../src/engine/workbook/workbook.ts'
import { temporaryFolder } from '../fixtures/build.ts'
import { fakeWorld } from './fake-world.ts'

let top: string

beforeEach(() => {
  top = temporaryFolder('top')
})

const open = (cwd: string, more: { workbook?: string; env?: Record<string, string>; packageRoot?: string } = {}) => {
  const flags = { color: false, ...(more.workbook !== undefined && { workbook: more.workbook }) }
  return openWorkbook(
    fakeWorld({ cwd, env: more.env ?? {}, flags, ...(more.packageRoot && { packageRoot: more.packageRoot }) }),
  ).root
}

describe('the workbook', () => {
  it('is ./workbook where there is none', () => {
    expect(open(top)).toBe(join(top, 'workbook'))
  })

  it('is at the top of a checkout of the course, from any folder of it', () => {
    const inside = folder('lessons', '02-x')
    expect(open(inside, { packageRoot: top })).toBe(join(top, 'workbook'))
  })

  it.each(['.course', 'progress.json'])('is the nearest folder above that holds %s', (marker) => {
    const inside = folder('mine', '02-the-event-loop', 'deeper')
    if (marker === '.course') mkdirSync(join(top, 'mine', marker))
    else writeFileSync(join(top, 'mine', marker), '{"version":1,"events":[]}')
    expect(open(inside)).toBe(join(top, 'mine'))
  })

  it('is found beside the folder one is in, within a project', () => {
    folder('workbook', '.course')
    const notes = folder('notes', 'today')
    expect(open(notes)).toBe(join(notes, 'workbook'))
    writeFileSync(join(top, 'package.json'), '{}')
    expect(open(notes)).toBe(join(top, 'workbook'))
  })

  it('is not a folder whose progress.json belongs to another tool', () => {
    writeFileSync(join(top, 'progress.json'), '{"percent": 12}')
    expect(open(top)).toBe(join(top, 'workbook'))
  })

  it.each(['', '{"version":1,"eve', '\0\0\0'])('is a folder with a damaged progress.json (%j)', (text) => {
    writeFileSync(join(top, 'progress.json'), text)
    expect(open(top)).toBe(top)
  })

  it('is what --workbook says, then what COURSE_WORKBOOK says', () => {
    const env = { COURSE_WORKBOOK: 'from-env' }
    expect(open(top, { env })).toBe(join(top, 'from-env'))
    expect(open(top, { env, workbook: 'from-flag' })).toBe(join(top, 'from-flag'))
  })

  it('may be an empty folder, or one with hidden files only', () => {
    folder('new', '.git')
    expect(open(top, { workbook: 'new' })).toBe(join(top, 'new'))
  })

  it('is never a file', () => {
    writeFileSync(join(top, 'notes.txt'), '')
    expect(() => open(top, { workbook: 'notes.txt' })).toThrow('is a file')
  })

  it('is never a folder of other things, which `course init` can change', () => {
    folder('photos')
    writeFileSync(join(top, 'photos', 'cat.jpg'), '')
    expect(() => open(top, { workbook: 'photos' })).toThrow(
      expect.objectContaining({
        name: 'Problem',
        message: expect.stringContaining('cat.jpg'),
        hint: expect.stringContaining(`course init ${join(top, 'photos')}`),
      }),
    )
  })
})

function folder(...names: string[]): string {
  const path = join(top, ...names)
  mkdirSync(path, { recursive: true })
  return path
}
