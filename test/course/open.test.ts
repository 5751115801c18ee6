import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as load from '../../src/engine/course/load.ts'
import { openCourse } from '../../src/engine/course/open.ts'
import { copyFixture, temporaryFolder } from '../fixtures/build.ts'
import { fakeWorld } from '../workbook/fake-world.ts'

vi.mock('../../src/engine/course/load.ts', { spy: true })

const parses = vi.mocked(load.loadCourse)
let root: string
let cache: string

beforeEach(() => {
  root = copyFixture()
  cache = join(temporaryFolder('cache'), 'deep', 'down')
  parses.mockClear()
})

/** Files settle before their index is kept; two hours do. */
const later = () => new Date(Date.now() + 7_200_000)

function open(env: Record<string, string> = {}) {
  return openCourse(
    fakeWorld({ env: { COURSE_CACHE: cache, ...env }, flags: { course: root, color: false }, now: later }),
  )
}

describe('the index cache', () => {
  it('parses a course once, and gives the same course from the cache', async () => {
    const first = await open()
    const second = await open()
    expect(parses).toHaveBeenCalledTimes(1)
    expect(second).toEqual(first)
    expect(second.days.map((day) => day.title)).toEqual(load.loadCourse(root).days.map((day) => day.title))
  })

  it.each<[string, () => void]>([
    ['course.yaml changes', () => edit('course.yaml')],
    ['a lesson changes', () => edit('lessons/01-adding/lesson.md')],
    ['a quiz changes', () => edit('lessons/01-adding/quiz.yaml')],
    ['a quiz goes away', () => rmSync(join(root, 'lessons/01-adding/quiz.yaml'))],
    ['a lesson arrives', () => mkdirSync(join(root, 'lessons/03-new'))],
    ['a demo arrives', () => writeFileSync(join(root, 'lessons/01-adding/demo/new.ts'), '')],
    [
      'a demo is renamed',
      () => renameSync(join(root, 'lessons/01-adding/demo/adding.ts'), join(root, 'lessons/01-adding/demo/other.ts')),
    ],
    ['a benchmark goes away', () => rmSync(join(root, 'lessons/02-serving/bench.ts'))],
    ['an exercise becomes a folder', () => becomeFolder('exercises/01-adding/add')],
    ['a lesson changes within its size and time', () => editUnseen('lessons/01-adding/lesson.md')],
  ])('is not used once %s', async (_what, change) => {
    await open()
    change()
    expect(await open()).toEqual(load.loadCourse(root))
    expect(parses.mock.calls.length).toBe(3) // twice by openCourse, once by the line above
  })

  it.each<[string, (file: string) => void]>([
    ['empty', (file) => writeFileSync(file, '')],
    ['cut short', (file) => writeFileSync(file, readFileSync(file).subarray(0, -20))],
    [
      'short of a byte in the middle',
      (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('Adding', 'Ading')),
    ],
    ['garbage', (file) => writeFileSync(file, Buffer.alloc(5000, 0xfe))],
    ['a folder', becomeEmptyFolder],
  ])('is parsed again when its file is %s', async (_what, damage) => {
    const first = await open()
    damage(cacheFile())
    expect(await open()).toEqual(first)
    expect(parses).toHaveBeenCalledTimes(2)
  })

  it('keeps nothing while a file is so young that another change could go unseen', async () => {
    const world = fakeWorld({
      env: { COURSE_CACHE: cache },
      flags: { course: root, color: false },
      now: () => new Date(),
    })
    await openCourse(world)
    await openCourse(world)
    expect(parses).toHaveBeenCalledTimes(2)
  })

  it('is done without where there is no home folder', async () => {
    const course = await openCourse(fakeWorld({ env: {}, flags: { course: root, color: false } }))
    expect(course.days).toHaveLength(load.loadCourse(root).days.length)
  })

  it('is done without where its folder cannot be made', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    expect((await open({ COURSE_CACHE: join(file, 'cache') })).root).toBe(root)
  })

  it('stays whole when eight commands write it at once', async () => {
    const courses = await Promise.all(Array.from({ length: 8 }, () => open()))
    expect(new Set(courses.map((course) => JSON.stringify(course))).size).toBe(1)
    expect(readdirSync(cache)).toHaveLength(1)
    parses.mockClear()
    await open()
    expect(parses).not.toHaveBeenCalled()
  })

  it('keeps two courses apart', async () => {
    const first = await open()
    root = copyFixture()
    expect((await open()).root).not.toBe(first.root)
    expect(readdirSync(cache)).toHaveLength(2)
  })
})

it('says what a course is when there is none in the folder', async () => {
  root = temporaryFolder('empty')
  await expect(open()).rejects.toMatchObject({ name: 'Problem', hint: expect.stringContaining('course.yaml') })
})

it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
  'opens the other days when a lesson may not be read',
  async () => {
    chmodSync(join(root, 'lessons/01-adding/lesson.md'), 0)
    const course = await open()
    expect(course.broken.map((broken) => broken.day)).toEqual([1])
    expect(course.days.map((day) => day.day)).toContain(2)
  },
)

function becomeEmptyFolder(file: string): void {
  rmSync(file)
  mkdirSync(file)
}

function cacheFile(): string {
  return join(cache, readdirSync(cache)[0] ?? 'none')
}

function edit(path: string): void {
  const file = join(root, path)
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n`)
}

/** One letter for another, and the old time put back. */
function editUnseen(path: string): void {
  const file = join(root, path)
  const before = new Date(1_700_000_000_000)
  writeFileSync(file, readFileSync(file, 'utf8').replace(/title: (.)/, 'title: Z'))
  utimesSync(file, before, before)
}

function becomeFolder(path: string): void {
  rmSync(join(root, `${path}.ts`))
  mkdirSync(join(root, path))
  writeFileSync(join(root, path, 'index.ts'), '')
}
