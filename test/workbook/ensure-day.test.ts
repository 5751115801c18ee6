import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { loadCourse } from '../../src/engine/course/load.ts'
import type { Day } from '../../src/engine/course/model.ts'
import { ensureDay } from '../../src/engine/workbook/ensure-day.ts'
import { resetExercise } from '../../src/engine/workbook/reset.ts'
import { exerciseFile, type Workbook } from '../../src/engine/workbook/workbook.ts'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'

const NOW = new Date('2026-03-09T12:00:00Z')
const FOLDER = {
  'exercises/01-adding/add.ts': null,
  'exercises/01-adding/add/app.ts': 'app\n',
  'exercises/01-adding/add/lib/db.ts': 'db\n',
}

let root: string
let workbook: Workbook

beforeEach(() => {
  root = makeCourse(temporaryFolder('course'), { 'exercises/01-adding/add.ts': 'starter\n' })
  workbook = { root: join(temporaryFolder('learner'), 'workbook') }
})

describe('a day in the workbook', () => {
  it('gets its starters, and what editors and git need', () => {
    expect(ensure().added).toEqual(['01-adding/add.ts', '01-adding/total.ts'])
    expect(mine()).toBe('starter\n')
    expect(readdirSync(workbook.root).sort()).toEqual([
      '.course',
      '.gitignore',
      '01-adding',
      'README.md',
      'tsconfig.json',
    ])
  })

  it('is left alone the second time', () => {
    ensure()
    expect(ensure()).toEqual({ added: [], restored: [], refreshed: [] })
  })

  it('never loses what the learner wrote, also when the course changes its starter', () => {
    ensure()
    write('mine\n')
    starter('newer starter\n')
    expect(ensure()).toEqual({ added: [], restored: [], refreshed: [] })
    expect(mine()).toBe('mine\n')
  })

  it.each([
    ['', 'starter\n'],
    [' but for the line endings that git changed', 'starter\r\n'],
  ])('follows the course where the starter is untouched%s', (_how, text) => {
    ensure()
    write(text)
    starter('newer starter\n')
    expect(ensure().refreshed).toEqual(['01-adding/add.ts'])
    expect(mine()).toBe('newer starter\n')
    starter('newest starter\n')
    expect(ensure().refreshed).toEqual(['01-adding/add.ts'])
  })

  it('keeps a file that was there before the workbook was', () => {
    mkdirSync(join(workbook.root, '01-adding'), { recursive: true })
    write('from last year\n')
    ensure()
    starter('newer starter\n')
    ensure()
    expect(mine()).toBe('from last year\n')
  })

  it('gets a file again that the learner deleted', () => {
    ensure()
    rmSync(join(workbook.root, '01-adding/add.ts'))
    expect(ensure().added).toEqual(['01-adding/add.ts'])
  })

  it('does not overwrite a README of the learner', () => {
    mkdirSync(workbook.root)
    writeFileSync(join(workbook.root, 'README.md'), 'mine')
    ensure()
    expect(readFileSync(join(workbook.root, 'README.md'), 'utf8')).toBe('mine')
  })

  it('takes an exercise that is a folder, without the files deleted on purpose', () => {
    makeCourse(root, FOLDER)
    ensure()
    expect(readFileSync(join(workbook.root, '01-adding/add/lib/db.ts'), 'utf8')).toBe('db\n')
    rmSync(join(workbook.root, '01-adding/add/lib/db.ts'))
    expect(ensure().added).toEqual([])
  })

  it('keeps a file whose exercise was renamed, and works on it', () => {
    ensure()
    write('mine\n')
    const lesson = readFileSync(join(root, 'lessons/01-adding/lesson.md'), 'utf8')
    const renamed = lesson
      .replace('- id: add\n', '- id: sum\n    aliases: [add]\n')
      .replaceAll('[add]', '[sum]')
      .replace('aliases: [sum]', 'aliases: [add]')
    makeCourse(root, {
      'lessons/01-adding/lesson.md': renamed,
      'exercises/01-adding/sum.ts': 'starter\n',
      'exercises/01-adding/add.ts': null,
    })
    const sum = day().exercises[0]
    expect(sum?.id).toBe('sum')
    ensure()
    expect(sum && exerciseFile(workbook, day(), sum)).toBe(join(workbook.root, '01-adding/add.ts'))
    expect(existsSync(join(workbook.root, '01-adding/sum.ts'))).toBe(false)
  })

  it('cannot be made where a file stands in the way, and says so', () => {
    writeFileSync(workbook.root, '')
    expect(ensure).toThrow(
      expect.objectContaining({ name: 'Problem', message: expect.stringContaining('cannot be written') }),
    )
  })
})

describe('resetting an exercise', () => {
  it('puts the starter back and keeps what the learner had', () => {
    ensure()
    write('mine\n')
    const result = reset()
    expect(mine()).toBe('starter\n')
    expect(result.status === 'reset' && readFileSync(result.kept, 'utf8')).toBe('mine\n')
    expect(result).toMatchObject({ kept: join(workbook.root, '.course/kept/2026-03-09T12-00-00/01-adding/add.ts') })
  })

  it('keeps both versions of two resets in the same second', () => {
    ensure()
    const kept = ['one\n', 'two\n'].map((text) => {
      write(text)
      const result = reset()
      return result.status === 'reset' && readFileSync(result.kept, 'utf8')
    })
    expect(kept).toEqual(['one\n', 'two\n'])
    expect(readdirSync(join(workbook.root, '.course/kept'))).toHaveLength(2)
  })

  it('does nothing to a starter', () => {
    ensure()
    expect(reset().status).toBe('untouched')
    expect(existsSync(join(workbook.root, '.course/kept'))).toBe(false)
  })

  it('brings back a file that is gone', () => {
    ensure()
    rmSync(join(workbook.root, '01-adding/add.ts'))
    expect(reset().status).toBe('restored')
    expect(mine()).toBe('starter\n')
  })

  it('keeps a whole folder, with the files that the learner added', () => {
    makeCourse(root, FOLDER)
    ensure()
    writeFileSync(join(workbook.root, '01-adding/add/extra.ts'), 'extra\n')
    const result = reset()
    expect(result.status === 'reset' && readdirSync(result.kept).sort()).toEqual(['app.ts', 'extra.ts', 'lib'])
    expect(readdirSync(join(workbook.root, '01-adding/add')).sort()).toEqual(['app.ts', 'lib'])
  })

  it('leaves the file where it is when it cannot be kept', () => {
    ensure()
    write('mine\n')
    writeFileSync(join(workbook.root, '.course/kept'), 'in the way')
    expect(reset).toThrow('nothing was changed')
    expect(mine()).toBe('mine\n')
  })

  it('leaves the file where it is when the starter cannot be written', () => {
    ensure()
    write('mine\n')
    writeFileSync(join(workbook.root, '.course', `reset-${process.pid}`), 'in the way')
    expect(reset).toThrow('nothing was changed')
    expect(mine()).toBe('mine\n')
    expect(existsSync(join(workbook.root, '.course/kept'))).toBe(false)
  })

  it.skipIf(process.platform === 'win32')('keeps what is no file: a link to itself, a pipe', () => {
    ensure()
    for (const make of [() => symlinkSync('add.ts', addFile()), () => execFileSync('mkfifo', [addFile()])]) {
      rmSync(addFile())
      make()
      expect(reset().status).toBe('reset')
      expect(mine()).toBe('starter\n')
    }
  })

  it('keeps a folder with a link that leads back into it', () => {
    makeCourse(root, FOLDER)
    ensure()
    symlinkSync('.', join(workbook.root, '01-adding/add/loop'))
    expect(reset().status).toBe('untouched')
    writeFileSync(join(workbook.root, '01-adding/add/app.ts'), 'mine\n')
    const result = reset()
    expect(result.status === 'reset' && readdirSync(result.kept)).toContain('loop')
  })
})

function day(): Day {
  const first = loadCourse(root).days[0]
  if (!first) throw new Error('the tiny course has a first day')
  return first
}

function ensure() {
  return ensureDay(workbook, loadCourse(root), day())
}

function reset() {
  const exercise = day().exercises.find(({ id }) => id === 'add')
  if (!exercise) throw new Error('the first day has an exercise add')
  return resetExercise(workbook, loadCourse(root), day(), exercise, NOW)
}

function addFile(): string {
  return join(workbook.root, '01-adding/add.ts')
}

function mine(): string {
  return readFileSync(addFile(), 'utf8')
}

function write(text: string): void {
  writeFileSync(join(workbook.root, '01-adding/add.ts'), text)
}

function starter(text: string): void {
  writeFileSync(join(root, 'exercises/01-adding/add.ts'), text)
}
