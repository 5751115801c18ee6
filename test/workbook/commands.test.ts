import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import * as hint from '../../src/commands/hint.ts'
import * as init from '../../src/commands/init.ts'
import * as reset from '../../src/commands/reset.ts'
import * as solution from '../../src/commands/solution.ts'
import { openTracker } from '../../tracker/store.ts'
import { temporaryFolder } from '../fixtures/build.ts'
import { type FakeWorld, fakeWorld } from './fake-world.ts'

let world: FakeWorld

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
    await init.run(['mine'], {}, world)
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

  it('asks for the released version where the course is installed elsewhere', async () => {
    const installed = join(temporaryFolder('global'), 'node_modules/backend-workbook')
    mkdirSync(installed, { recursive: true })
    writeFileSync(join(installed, 'package.json'), '{"name":"backend-workbook","version":"1.2.3"}')
    await init.run([], {}, fakeWorld({ cwd: world.cwd, packageRoot: installed }))
    expect(JSON.parse(read('workbook/package.json')).dependencies).toEqual({ 'backend-workbook': '^1.2.3' })
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
