import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import * as hint from '../../src/commands/hint.ts'
import * as init from '../../src/commands/init.ts'
import * as reset from '../../src/commands/reset.ts'
import * as solution from '../../src/commands/solution.ts'
import { openTracker } from '../../tracker/store.ts'
import { HTTP_COURSE, makeCourse, TINY_COURSE, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { type FakeWorld, fakeWorld } from './fake-world.ts'

let world: FakeWorld
const elsewhere = temporaryFolder('elsewhere')

beforeEach(() => {
  world = fakeWorld()
})

describe('course init', () => {
  it('makes a workbook that names this package and the types that editors need', async () => {
    expect(await init.run(['mine'], {}, world)).toBe(0)
    const manifest = JSON.parse(read('mine/package.json'))
    expect(manifest).toMatchObject({ private: true, type: 'module' })
    expect(manifest.dependencies['backend-workbook']).toBe(`file:${world.packageRoot}`)
    expect(manifest.devDependencies).toHaveProperty('@types/node')
    expect(read('mine/01-adding/add.ts')).toContain('export function add')
    expect(world.printed()).toContain('cd mine')
  })

  it('overwrites nothing, and says that a package.json of one’s own is not of type module', async () => {
    mkdirSync(join(world.cwd, 'mine'))
    writeFileSync(join(world.cwd, 'mine/package.json'), '{"name":"mine"}')
    writeFileSync(join(world.cwd, 'mine/tsconfig.json'), '{}')
    await expect(init.run(['mine'], {}, world)).rejects.toMatchObject({ hint: expect.stringContaining('mine --yes') })
    await init.run(['mine'], { yes: true }, world)
    expect(read('mine/package.json')).toBe('{"name":"mine"}')
    expect(read('mine/tsconfig.json')).toBe('{}')
    expect(world.printed()).toContain('left as they were: tsconfig.json, package.json')
    expect(world.printed()).toContain('"type": "module"')
  })

  it('changes nothing the second time', async () => {
    await init.run([], {}, world)
    const again = fakeWorld({ cwd: world.cwd })
    await init.run([], {}, again)
    expect(again.printed()).toContain('nothing was changed')
  })

  it('leaves out a dependency that is installed above already', async () => {
    const installed = join(world.cwd, 'node_modules/backend-workbook')
    mkdirSync(installed, { recursive: true })
    writeFileSync(join(installed, 'package.json'), '{"name":"backend-workbook","version":"1.2.3"}')
    await init.run([], {}, fakeWorld({ cwd: world.cwd, packageRoot: installed }))
    expect(JSON.parse(read('workbook/package.json'))).not.toHaveProperty('dependencies')
  })

  it.each([
    ['a registry', 'https://registry.npmjs.org/backend-workbook/-/backend-workbook-1.2.3.tgz', '^1.2.3'],
    [
      'an address',
      'git+ssh://git@github.com/ada/workbook.git#0a1b2c',
      'git+ssh://git@github.com/ada/workbook.git#0a1b2c',
    ],
    ['an archive', 'file:../packed.tgz', `file:${join(elsewhere, '../packed.tgz')}`],
    ['nobody knows where', undefined, `file:${join(elsewhere, 'node_modules/backend-workbook')}`],
  ])('has npm install from where the course was installed from: %s', async (_, resolved, source) => {
    const installed = join(elsewhere, 'node_modules/backend-workbook')
    mkdirSync(installed, { recursive: true })
    writeFileSync(join(installed, 'package.json'), '{"name":"backend-workbook","version":"1.2.3"}')
    const notes = { packages: { 'node_modules/backend-workbook': { version: '1.2.3', resolved } } }
    writeFileSync(join(elsewhere, 'node_modules/.package-lock.json'), JSON.stringify(notes))
    await init.run([], {}, fakeWorld({ cwd: world.cwd, packageRoot: installed }))
    expect(JSON.parse(read('workbook/package.json')).dependencies).toEqual({ 'backend-workbook': source })
  })

  it('quotes a path with spaces in all that it prints', async () => {
    await init.run(['my work'], {}, world)
    expect(world.printed()).toContain(`Your workbook is "${join(world.cwd, 'my work')}"`)
    expect(world.printed()).toContain('cd "my work"')
  })

  it('makes no workbook of one course in that of another, and no command uses it', async () => {
    await init.run([], {}, world)
    const other = makeCourse(temporaryFolder('course'), {
      'course.yaml': readFileSync(join(TINY_COURSE, 'course.yaml'), 'utf8').replace('A tiny course', 'Another course'),
    })
    const there = () => fakeWorld({ cwd: world.cwd, flags: { course: other, color: false } })
    // The same starters: the course has a new title.
    expect(await hint.run(['add'], {}, there())).toBe(0)
    rmSync(join(world.cwd, 'workbook/.course/starters'), { recursive: true })
    const refused = {
      message: expect.stringContaining('the workbook of another course, "Another course". This one is "A tiny course"'),
      hint: expect.stringContaining('course init <dir>'),
    }
    await expect(hint.run(['add'], {}, fakeWorld({ cwd: world.cwd }))).rejects.toMatchObject(refused)
    await expect(init.run(['workbook'], {}, fakeWorld({ cwd: world.cwd }))).rejects.toMatchObject(refused)
  })

  it.each([
    ['a note', ['note', '1', 'plus joins strings']],
    ['a benchmark', ['bench', '2', '--seconds', '0.1']],
  ])('knows the course by its very first event, %s', async (_what, words) => {
    const cwd = temporaryFolder('first')
    expect((await runCourse(words, { cwd })).code).toBe(0)
    const other = await runCourse(['note', '1', 'of another course'], { cwd, env: { COURSE_COURSE: HTTP_COURSE } })
    expect(other).toMatchObject({ code: 2, stdout: '' })
    expect(other.stderr).toContain('is the workbook of another course, "A tiny course".')
  })

  it('does not make a file a workbook', async () => {
    writeFileSync(join(world.cwd, 'notes'), '')
    await expect(init.run(['notes'], {}, world)).rejects.toMatchObject({ name: 'Problem' })
  })
})

describe('course hint', () => {
  it('gives one more each time, then the last one again', async () => {
    for (let time = 0; time < 4; time++) await hint.run(['add'], {}, world)
    expect(world.printed().match(/Hint \d of 3/g)).toEqual(['Hint 1 of 3', 'Hint 2 of 3', 'Hint 3 of 3', 'Hint 3 of 3'])
    expect(world.printed()).toContain('course solution 1/add --diff')
    expect(await recorded('hint')).toHaveLength(3)
  })

  it('shows those given before with --all, without giving another', async () => {
    await hint.run(['add'], {}, world)
    await hint.run(['add'], {}, world)
    const again = fakeWorld({ cwd: world.cwd })
    await hint.run(['add'], { all: true }, again)
    expect(again.printed().match(/Hint \d of 3/g)).toEqual(['Hint 1 of 3', 'Hint 2 of 3'])
    expect(await recorded('hint')).toHaveLength(2)
  })
})

describe('course solution', () => {
  it('is not shown before the exercise passed, without a terminal and without --yes', async () => {
    await expect(solution.run(['add'], {}, world)).rejects.toMatchObject({ name: 'Problem', exitCode: 1 })
    expect(world.printed()).toBe('')
    expect(await recorded('solution-seen')).toEqual([])
  })

  it('is shown with --yes, and recorded', async () => {
    expect(await solution.run(['add'], { yes: true }, world)).toBe(0)
    expect(world.printed()).toContain('return a + b')
    expect(await recorded('solution-seen')).toMatchObject([{ exercise: '1/add', beforePassing: true }])
  })

  it('is free once the exercise passed', async () => {
    const tracker = await openTracker(join(world.cwd, 'workbook'))
    await tracker.add({ type: 'attempt', exercise: '1/add', status: 'passed', ms: 1, failing: [], checks: 2 })
    expect(await solution.run(['add'], {}, world)).toBe(0)
    expect(await recorded('solution-seen')).toMatchObject([{ beforePassing: false }])
  })

  it('shows with --diff what is different', async () => {
    await solution.run(['add'], { yes: true, diff: true }, world)
    await init.run([], {}, world)
    const later = fakeWorld({ cwd: world.cwd })
    await solution.run(['add'], { yes: true, diff: true }, later)
    expect(world.printed().startsWith(later.printed())).toBe(true) // the starter, before there is a workbook
    expect(later.printed()).toMatch(/^--- yours\/add.ts\n\+\+\+ solution\/add.ts\n@@ -1,\d+ \+1,\d+ @@\n/)
    expect(later.printed()).toMatch(/^- {2}return 0$/m)
    expect(later.printed()).toMatch(/^\+ {2}return a \+ b$/m)
  })
})

it('course reset says where the learner’s version is, and records it', async () => {
  await init.run([], {}, world)
  writeFileSync(join(world.cwd, 'workbook/01-adding/add.ts'), 'mine')
  const later = fakeWorld({ cwd: world.cwd })
  expect(await reset.run(['add'], {}, later)).toBe(0)
  const kept = /kept in (.*)/.exec(later.printed())?.[1] ?? ''
  expect(read(kept)).toBe('mine')
  expect(await recorded('reset')).toMatchObject([{ exercise: '1/add' }])
})

function read(path: string): string {
  return readFileSync(join(world.cwd, path), 'utf8')
}

async function recorded(type: string) {
  const tracker = await openTracker(join(world.cwd, 'workbook'))
  return (await tracker.read()).record.events.filter((event) => event.type === type)
}
