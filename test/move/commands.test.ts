import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as exporting from '../../src/commands/export.ts'
import * as importing from '../../src/commands/import.ts'
import * as reset from '../../src/commands/reset.ts'
import * as undo from '../../src/commands/undo.ts'
import { type Entry, readZip, writeZip } from '../../src/engine/archive/zip.ts'
import { openTracker } from '../../tracker/store.ts'
import { makeCourse, TINY_COURSE, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { hasTerminal, openTerminal } from '../fixtures/terminal.ts'
import { type FakeWorld, fakeWorld } from '../workbook/fake-world.ts'

const ADD = '01-adding/add.ts'
const TOTAL = '01-adding/total.ts'
const SOLVED = 'export function add(a: number, b: number): number {\n  return a + b\n}\n'

/** A workbook of the tiny course with work in it, and its archive. */
let old: string
let archive: string
let world: FakeWorld

beforeAll(async () => {
  old = temporaryFolder('old')
  const root = join(old, 'workbook')
  await runCourse(['init'], { cwd: old })
  write(root, ADD, SOLVED)
  write(root, 'notes/day 1.md', 'closures\n')
  write(root, '.env', 'PASSWORD=1\n')
  write(root, 'node_modules/a/index.js', '')
  write(root, '01-adding/.git/config', '')
  await (await openTracker(root)).add(
    { type: 'hint', exercise: '1/add', step: 1 },
    { type: 'note', day: 1, text: 'old' },
  )
  expect((await runCourse(['export', 'old.zip'], { cwd: old })).stdout).toContain('a record of 2 events')
  archive = join(old, 'old.zip')
})

beforeEach(() => {
  world = fakeWorld()
})

describe('course export', () => {
  it('packs record and work, and neither packages nor secrets nor what the tool keeps for itself', () => {
    expect(pathsIn(archive)).toEqual([
      'workbook/.course/archive.json',
      'workbook/progress.json',
      'workbook/.course/starters/01-adding/add.ts',
      'workbook/.course/starters/01-adding/total.ts',
      'workbook/01-adding/add.ts',
      'workbook/01-adding/total.ts',
      'workbook/notes/day 1.md',
    ])
  })

  it('replaces no file, unless it is told to, and says in JSON what it wrote', async () => {
    const again = await runCourse(['export', 'old.zip'], { cwd: old })
    expect(again).toMatchObject({ code: 2, stdout: '' })
    expect(again.stderr).toContain('--force')
    const { code, stdout } = await runCourse(['export', 'old.zip', '--force', '--json'], { cwd: old })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, file: 'old.zip', events: 2, files: 3, leftOut: [] })
  })

  it('makes no folder, and says which is not there', async () => {
    const { code, stdout, stderr } = await runCourse(['export', 'nowhere/here/old.zip'], { cwd: old })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`The folder ${join(old, 'nowhere/here')} is not there.\n`)
    expect(stderr).toContain('course export <file>')
    expect(existsSync(join(old, 'nowhere'))).toBe(false)
  })

  it('does not offer to replace a folder', async () => {
    const { code, stderr } = await runCourse(['export', 'workbook'], { cwd: old })
    expect(code).toBe(2)
    expect(stderr).toContain('workbook is a folder.\nName another place: course export <file>')
  })

  it('says what it left out', async () => {
    cpSync(join(old, 'workbook'), join(world.cwd, 'workbook'), { recursive: true })
    symlinkSync('/etc/hosts', join(world.cwd, 'workbook/hosts'))
    expect(await exporting.run(['out.zip'], {}, world)).toBe(0)
    expect(world.printed()).toContain('Not in it:\n  hosts (a link)')
    expect(pathsIn(join(world.cwd, 'out.zip'))).not.toContain('workbook/hosts')
  })

  it('has nothing to do where no workbook is', async () => {
    await expect(exporting.run([], {}, world)).rejects.toThrow(/nothing to export/)
  })
})

describe('course import', () => {
  it('makes the workbook again where there is none', async () => {
    const cwd = temporaryFolder('new')
    const { code, stdout } = await runCourse(['import', archive], { cwd })
    expect(code).toBe(0)
    expect(stdout).toContain('2 new events')
    expect(stdout).toContain('3 new files')
    expect(read(join(cwd, 'workbook'), ADD)).toBe(SOLVED)
    expect(read(join(cwd, 'workbook'), 'notes/day 1.md')).toBe('closures\n')
    expect(existsSync(join(cwd, 'workbook/package.json'))).toBe(true)
  })

  it('leaves what was written here in its place, and puts the other version beside it', async () => {
    const root = workbook({ [ADD]: '// mine\n' })
    await importing.run([archive], {}, world)
    const [, at = ''] = /01-adding\/add\.ts\n\s+(\.course\/kept\/\S+)/.exec(world.printed()) ?? []
    expect(read(root, ADD)).toBe('// mine\n')
    expect(read(root, at)).toBe(SOLVED)
    await importing.run([archive], {}, world)
    expect(world.printed()).toMatch(/is here already/)
    expect(pathsUnder(join(root, '.course/kept'))).toHaveLength(3)
  })

  it('with --theirs puts the other version in its place, and keeps the one that was there', async () => {
    const root = workbook({ [ADD]: '// mine\n' })
    await importing.run([archive], { theirs: true, json: true }, world)
    const { files } = JSON.parse(world.printed())
    expect(read(root, ADD)).toBe(SOLVED)
    expect(read(root, files.replaced[0].at)).toBe('// mine\n')
  })

  it('takes a starter that nobody touched for nobody’s work, here and there', async () => {
    const starter = readFileSync(join(TINY_COURSE, 'exercises', ADD), 'utf8')
    const root = workbook({ [ADD]: starter, [TOTAL]: '// my total\n' })
    await importing.run([archive], {}, world)
    expect(read(root, ADD)).toBe(SOLVED)
    expect(read(root, TOTAL)).toBe('// my total\n')
    expect(world.printed()).not.toContain('These differ')
  })

  it('says that everything is there already the second time', async () => {
    await importing.run([archive], {}, world)
    await importing.run([archive], {}, world)
    expect(world.printed()).toMatch(/Everything in .* is here already/s)
  })

  it('leaves in the archive what is no part of a workbook', async () => {
    const root = workbook({})
    const strange = ['workbook/.course/undo/1.json', 'workbook/node_modules/a/index.js', 'workbook/.env']
    writeFileSync(
      join(world.cwd, 'a.zip'),
      writeZip([manifest({}), file('workbook/a.ts'), ...strange.map((path) => file(path))], world.now()),
    )
    await importing.run(['a.zip'], {}, world)
    expect(world.printed()).toContain(
      'Not taken, since it is no part of a workbook:\n  .course/undo/1.json\n  node_modules/a/index.js\n  .env',
    )
    expect(pathsUnder(root).filter((path) => !path.startsWith('.course'))).toEqual(['a.ts'])
  })

  it('joins records to the same record, whichever workbook takes the other’s', async () => {
    const [here, there] = [temporaryFolder('here'), temporaryFolder('there')]
    for (const [folder, text] of [
      [here, 'here'],
      [there, 'there'],
    ] as const) {
      const tracker = await openTracker(join(folder, 'workbook'))
      await tracker.add({ type: 'note', day: 1, text }, { type: 'hint', exercise: '1/add', step: 1 })
      await exporting.run(['own.zip'], {}, { ...world, cwd: folder })
    }
    await importing.run([join(there, 'own.zip')], {}, { ...world, cwd: here })
    await importing.run([archive], {}, { ...world, cwd: here })
    await importing.run([archive], {}, { ...world, cwd: there })
    await importing.run([join(here, 'own.zip')], {}, { ...world, cwd: there })
    const record = read(join(here, 'workbook'), 'progress.json')
    expect(JSON.parse(record).events).toHaveLength(6)
    expect(read(join(there, 'workbook'), 'progress.json')).toBe(record)
  })
})

describe('an archive that is refused', () => {
  it.each([
    ['leads out of the workbook', [file('workbook/../../out.ts')], /may lead out/],
    ['has an absolute path', [file('/tmp/out.ts')], /may lead out/],
    ['is not in its folder', [file('01-adding/add.ts')], /not in its folder workbook/],
    ['holds a file twice', [file('workbook/a.ts'), file('workbook/a.ts')], /a file twice/],
    ['has a damaged record', [file('workbook/progress.json', '{ "vers')], /record in .* is damaged/],
    ['has a newer record', [file('workbook/progress.json', '{ "version": 99, "events": [] }')], /newer version.*99/],
    ['is newer itself', [manifest({ format: 2 })], /newer version.*format 2/],
    ['is of another course', [manifest({ course: { title: 'Rust' } })], /another course, "Rust"/],
  ])('%s, and nothing has changed', async (_, entries, message) => {
    const root = workbook({ [ADD]: '// mine\n' })
    const isOwn = entries.some(({ path }) => path.endsWith('archive.json'))
    const file = join(world.cwd, 'bad.zip')
    writeFileSync(file, writeZip([...(isOwn ? [] : [manifest({})]), ...entries], world.now()))
    await expect(importing.run([file], {}, world)).rejects.toThrow(message)
    expect(pathsUnder(root)).toEqual(['.course', '01-adding', ADD])
  })

  it('has no manifest, or is no archive at all', async () => {
    writeFileSync(join(world.cwd, 'a.zip'), writeZip([file('workbook/a.ts')], world.now()))
    writeFileSync(join(world.cwd, 'b.zip'), 'PK, but not really\n')
    await expect(importing.run(['a.zip'], {}, world)).rejects.toThrow(/not an archive of a workbook/)
    await expect(importing.run(['b.zip'], {}, world)).rejects.toThrow(/damaged, or no archive/)
    await expect(importing.run(['c.zip'], {}, world)).rejects.toThrow(/c\.zip cannot be read/)
    await expect(importing.run(['.'], {}, world)).rejects.toThrow(/not a file/)
  })

  it.runIf(process.platform !== 'win32')('holds a link', async () => {
    const folder = temporaryFolder('links')
    mkdirSync(join(folder, 'workbook'))
    symlinkSync('/etc', join(folder, 'workbook/etc'))
    if (!zipped(folder)) return
    await expect(importing.run([join(folder, 'a.zip')], {}, world)).rejects.toThrow(/holds a link, workbook\/etc/)
  })

  it('would write through a link that leads out of the workbook', async () => {
    const root = workbook({})
    const outside = temporaryFolder('outside')
    symlinkSync(outside, join(root, '01-adding'))
    await expect(importing.run([archive], {}, world)).rejects.toThrow(/leads out of the workbook/)
    expect(pathsUnder(outside)).toEqual([])
  })

  it('comes from a course by another name', async () => {
    const course = makeCourse(temporaryFolder('course'), { 'package.json': '{ "name": "other" }' })
    const text = readFileSync(join(course, 'course.yaml'), 'utf8')
    writeFileSync(join(course, 'course.yaml'), text.replace(/^title:.*$/m, 'title: Another one'))
    await expect(importing.run([archive], {}, { ...world, flags: { ...world.flags, course } })).rejects.toThrow(
      /belongs to another course.*This one is "Another one"/,
    )
  })
})

describe('course undo', () => {
  it('takes back an import: files are as they were, and its events leave the record for a file beside it', async () => {
    const root = workbook({ [ADD]: '// mine\n' })
    const tracker = await openTracker(root, { now: world.now })
    await tracker.add({ type: 'note', day: 2, text: 'mine' })
    await importing.run([archive], { theirs: true }, world)
    await tracker.add({ type: 'note', day: 2, text: 'later' })
    await undo.run([], {}, world)
    expect(read(root, ADD)).toBe('// mine\n')
    expect(existsSync(join(root, 'notes/day 1.md'))).toBe(false)
    const { events } = JSON.parse(read(root, 'progress.json'))
    expect(events).toMatchObject([
      { type: 'note', text: 'mine' },
      { type: 'note', text: 'later' },
      { type: 'undone', what: 'import', of: 'old.zip', events: 2 },
    ])
    expect(JSON.parse(read(root, events[2].kept)).events).toMatchObject([
      { type: 'hint' },
      { type: 'note', text: 'old' },
    ])
  })

  it('keeps what was edited since the import', async () => {
    const root = workbook({})
    await importing.run([archive], {}, world)
    write(root, ADD, '// edited since\n')
    await undo.run([], { json: true }, world)
    const { aside } = JSON.parse(world.printed().slice(world.printed().indexOf('{')))
    const { at } = aside.find(({ path }: { path: string }) => path === ADD)
    expect(read(root, at)).toBe('// edited since\n')
  })

  it('takes back one after another: a reset, then the import before it', async () => {
    const root = workbook({})
    await importing.run([archive], {}, world)
    await reset.run(['1/add'], {}, world)
    write(root, ADD, '// a new start\n')
    await undo.run([], {}, world)
    expect(read(root, ADD)).toBe(SOLVED)
    expect(world.printed()).toContain('Put aside:')
    await undo.run([], {}, world)
    expect(existsSync(join(root, ADD))).toBe(false)
    await expect(undo.run([], {}, world)).rejects.toThrow(/no reset and no import/)
  })

  it.runIf(hasTerminal)('asks in a terminal', async () => {
    const cwd = temporaryFolder('asked')
    await runCourse(['import', archive], { cwd })
    const terminal = await openTerminal(['undo'], { cwd })
    try {
      await terminal.shows('Take back the import of old.zip')
      await terminal.press('y', 'Enter')
      await terminal.shows('2 events of it left the record')
      expect(await terminal.ended()).toBe(0)
    } finally {
      await terminal.close()
    }
  })
})

/** The workbook of this test, with these files in it. */
function workbook(files: Record<string, string>): string {
  const root = join(world.cwd, 'workbook')
  mkdirSync(join(root, '.course'), { recursive: true })
  for (const [path, text] of Object.entries(files)) write(root, path, text)
  return root
}

function pathsUnder(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()
}

function write(root: string, path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}

function read(root: string, path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

function file(path: string, text = 'export {}\n'): Entry {
  return { path, content: Buffer.from(text) }
}

function manifest(overrides: object): Entry {
  const title = /^title: *(.*)$/m.exec(readFileSync(join(TINY_COURSE, 'course.yaml'), 'utf8'))?.[1]
  const own = { format: 1, exportedAt: '2026-03-09T12:00:00.000Z', course: { title }, ...overrides }
  return file('workbook/.course/archive.json', JSON.stringify(own))
}

function pathsIn(path: string): string[] {
  return readZip(readFileSync(path), path).map((entry) => entry.path)
}

function zipped(folder: string): boolean {
  try {
    execFileSync('zip', ['-q', '-r', '--symlinks', 'a.zip', 'workbook'], { cwd: folder })
    return true
  } catch {
    return false
  }
}
