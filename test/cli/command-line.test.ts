import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commands } from '../../src/command-table.ts'
import { temporaryFolder } from '../fixtures/build.ts'
import { COURSE_BIN, courseEnv, runCourse } from '../fixtures/cli.ts'

describe('course', () => {
  it.each(commands.map(({ usage }) => [usage.split(' ')[0] ?? '']))('%s --help shows examples', async (name) => {
    const { code, stdout } = await runCourse([name, '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain(`Usage: course ${name}`)
    expect(stdout).toMatch(/Examples:\n {2}\$ course /)
  })

  it.each(
    commands
      .filter(({ usage }) => !usage.includes('...'))
      .map(({ usage }) => [usage.split(' ')[0] ?? '', usage.split(' ').length - 1] as const),
  )('%s refuses an argument that it does not take', async (name, takes) => {
    const { code, stdout, stderr } = await runCourse([name, ...Array.from({ length: takes + 1 }, () => '1')])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(`too many arguments for '${name}'`)
  })

  it('help explains a command as --help does', async () => {
    expect((await runCourse(['help', 'check'])).stdout).toBe((await runCourse(['check', '--help'])).stdout)
    expect((await runCourse(['help'])).stdout).toBe((await runCourse(['--help'])).stdout)
    expect(await runCourse(['help', 'chekc'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean course check?'),
    })
    expect((await runCourse(['quiz', '--help'])).stdout).not.toContain('default')
  })

  it('list shows one day', async () => {
    const { code, stdout } = await runCourse(['list', '2'])
    expect(code).toBe(0)
    expect(stdout).toContain('2/ping')
    expect(stdout).not.toContain('1/add')
    const { days } = JSON.parse((await runCourse(['list', 'adding', '--json'])).stdout)
    expect(days).toMatchObject([{ day: 1 }])
    expect((await runCourse(['list', '99'])).code).toBe(2)
  })

  it('counts a starter as it came as no attempt', async () => {
    const cwd = temporaryFolder('starter')
    const { code, stdout } = await runCourse(['check', '1/add'], { cwd })
    expect(code).toBe(1)
    expect(stdout).toContain('This is the starter as it came, so it counts as no attempt.')
    const day = async () => JSON.parse((await runCourse(['progress', '--json'], { cwd })).stdout).days[0]
    expect(await day()).toMatchObject({ status: 'todo', exercises: [{ status: 'todo', attempts: 0 }, {}] })
    const file = join(cwd, 'workbook', '01-adding', 'add.ts')
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n// mine\n`)
    expect((await runCourse(['check', '1/add'], { cwd })).stdout).not.toContain('no attempt')
    expect(await day()).toMatchObject({ status: 'started', exercises: [{ status: 'tried', attempts: 1 }, {}] })
  })

  it('says of a deleted exercise that its starter was put back, and of a new one nothing', async () => {
    const cwd = temporaryFolder('deleted')
    const said = `${join('01-adding', 'add.ts')} was not there: the starter was put back.`
    expect((await runCourse(['check', '1/add'], { cwd })).stdout).not.toContain('put back')
    rmSync(join(cwd, 'workbook', '01-adding', 'add.ts'))
    expect((await runCourse(['check', '1/add'], { cwd })).stdout).toContain(said)
    expect((await runCourse(['check', '1/add'], { cwd })).stdout).not.toContain('put back')
    rmSync(join(cwd, 'workbook', '01-adding', 'add.ts'))
    expect(JSON.parse((await runCourse(['check', '1/add', '--json'], { cwd })).stdout).notes[0]).toBe(said)
    rmSync(join(cwd, 'workbook', '01-adding', 'add.ts'))
    expect((await runCourse(['day', '1'], { cwd })).stderr).toContain(said)
    expect((await runCourse(['day', '1'], { cwd })).stderr).toBe('')
    rmSync(join(cwd, 'workbook', '01-adding', 'add.ts'))
    expect((await runCourse(['open', '1/add'], { cwd, env: { VISUAL: `${process.execPath} -e 0` } })).stderr).toContain(
      said,
    )
  })

  it('prints its version', async () => {
    expect((await runCourse(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it.each([
    ['an unknown command', ['chekc'], 'Did you mean course check?'],
    ['an unknown flag', ['check', '--nope'], "unknown option '--nope'"],
    ['a missing argument', ['day'], "missing required argument 'day'"],
    ['an unknown day', ['day', '99'], '99'],
    ['a number that no day has', ['day', '-1'], 'There is no day -1.\nThe days are 1 to 3'],
    ['an exercise of another name in a day', ['quiz', '1/serving'], 'Day 1 has no exercise "serving".'],
    ['a day in place of an exercise', ['hint', '1'], 'Say which: 1/add, 1/total.'],
    ['an exercise without its name', ['check', '1/'], 'Say which: 1/add, 1/total.'],
    ['an unknown exercise', ['check', 'totl'], '1/total'],
    ['a folder that is no course', ['list', '--course', '/nonexistent'], 'course.yaml'],
  ])('says what to do about %s, with exit code 2', async (_, args, says) => {
    const { code, stderr, stdout } = await runCourse(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(says)
    expect(stderr).not.toContain('    at ')
  })

  it('takes global flags before and after the command', async () => {
    const cwd = temporaryFolder('flags')
    mkdirSync(join(cwd, 'mine', '.course'), { recursive: true })
    mkdirSync(join(cwd, 'mine', '01-adding'))
    writeFileSync(join(cwd, 'mine', '01-adding', 'add.ts'), 'export const add = () => 0\n')
    const before = await runCourse(['--workbook', join(cwd, 'mine'), 'check', '1/add'], { cwd })
    const after = await runCourse(['progress', '--json', '--workbook', join(cwd, 'mine')], { cwd })
    expect(before.code).toBe(1)
    expect(JSON.parse(after.stdout).days[0].exercises[0]).toMatchObject({ id: 'add', attempts: 1 })
  })

  it('goes on when the pipe it writes to is closed, and keeps what was proved', async () => {
    const cwd = temporaryFolder('pipe')
    mkdirSync(join(cwd, 'workbook', '01-adding'), { recursive: true })
    mkdirSync(join(cwd, 'workbook', '.course'))
    writeFileSync(join(cwd, 'workbook', '01-adding', 'add.ts'), 'export const add = (a: number, b: number) => a + b\n')
    const child = spawn(process.execPath, [COURSE_BIN, 'check', '1/add'], { cwd, env: courseEnv(), stdio: 'pipe' })
    child.stdout.destroy()
    const code = await new Promise((resolve) => child.once('exit', resolve))
    expect(code).toBe(0)
    const { stdout } = await runCourse(['progress', '--json'], { cwd })
    expect(JSON.parse(stdout).days[0].exercises[0]).toMatchObject({ status: 'passed' })
  })

  it('ends with 130 when it is interrupted, and leaves nothing running', async () => {
    const cwd = temporaryFolder('interrupt')
    const mark = `interrupt-${process.pid}`
    const child = spawn(process.execPath, [COURSE_BIN, 'watch', '1/add'], {
      cwd,
      env: courseEnv({ MARK: mark }),
      stdio: 'pipe',
    })
    await new Promise<void>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('Not yet')) resolve()
      })
    })
    child.kill('SIGINT')
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(130)
  })
})

describe('bin/course.cjs', () => {
  it('tells an older Node which one it needs, in one sentence', async () => {
    const old = join(temporaryFolder('old'), 'old.cjs')
    writeFileSync(old, "Object.defineProperty(process.versions, 'node', { value: '18.20.0' })\n")
    const child = spawn(process.execPath, ['-r', old, COURSE_BIN, 'progress'], { env: courseEnv(), stdio: 'pipe' })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(2)
    expect(stderr).toMatch(/^course needs Node\.js 20\.19 or newer .*\n$/)
  })
})
