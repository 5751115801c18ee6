import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeCourse, temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { ADD_CHECKS, aPass, learnerWith } from './learner.ts'

let written: string
let page: string

beforeAll(async () => {
  const { course, file } = learnerWith([
    aPass(),
    aPass({ exercise: '1/total', passed: ['adds up a list', 'gives zero for an empty list'] }),
  ])
  await course('certificate', '--name', 'Zoë', '--out', 'it.json')
  written = file('it.json')
  page = file('it.html')
})

/** Verifies a file with this content, with the tiny course or another one. */
async function verify(content: string, { flags = [] as string[], courseRoot = undefined as string | undefined } = {}) {
  const cwd = temporaryFolder('verify')
  writeFileSync(join(cwd, 'it.json'), content)
  const env = courseRoot === undefined ? {} : { COURSE_COURSE: courseRoot }
  return runCourse(['certificate', 'verify', 'it.json', ...flags], { cwd, env })
}

describe('course certificate verify', () => {
  it('computes the digest again, and says what the certificate says and does not prove', async () => {
    const { code, stdout } = await verify(written)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Intact: it\.json is as it was written\.\n {2}SHA-256 [0-9a-f]{64}\n/)
    expect(stdout).toContain('for      Zoë')
    expect(stdout.replaceAll('\n', ' ')).toContain('It proves nothing about who wrote it')
  })

  it.each([
    [
      'in another order and on one line',
      (file: object) => JSON.stringify(Object.fromEntries(Object.entries(file).reverse())),
    ],
    ['with the line ends of Windows and a byte order mark', () => `\uFEFF${written.replaceAll('\n', '\r\n')}`],
  ])('finds it intact %s', async (_, rewrite) => {
    expect((await verify(rewrite(JSON.parse(written)))).code).toBe(0)
  })

  it.each([
    ['a check more', (text: string) => text.replace('"adds two numbers",', '"adds two numbers", "is never wrong",')],
    ['a point more', (text: string) => text.replace('"checks": 4', '"checks": 5')],
    ['another name', (text: string) => text.replace('Zoë', 'Zoe')],
    ['a field of its own', (text: string) => text.replace('{', '{"note": "well done",')],
    ['another digest', (text: string) => text.replace(/("value": ")./, (_, start) => `${start}x`)],
  ])('finds %s, with exit code 1', async (_, change) => {
    const changed = change(written)
    expect(changed).not.toBe(written)
    const { code, stdout } = await verify(changed)
    expect(code).toBe(1)
    expect(stdout).toMatch(/^Changed: it\.json is not what was written\./)
    const { status, digest, stated } = JSON.parse((await verify(changed, { flags: ['--json'] })).stdout)
    expect(status).toBe('changed')
    expect(digest).not.toBe(stated)
  })

  it.each([
    ['half a file', () => written.slice(0, written.length / 2), 'is damaged, or no certificate'],
    ['an empty file', () => '', 'it is empty'],
    ['JSON of somebody else', () => '{"name":"x","version":"1.0.0"}', 'is not a certificate of this tool'],
    ['JSON that is no object', () => 'null', 'is not a certificate of this tool'],
    ['a newer format', () => written.replace('"format": 1', '"format": 2'), 'written by a newer version'],
    [
      'a certificate without a digest',
      () => JSON.stringify({ ...JSON.parse(written), digest: undefined }),
      'without a SHA-256 digest',
    ],
    ['the page to print', () => page, 'Verify the .json file'],
  ])('says what is wrong with %s, and what to do, with exit code 2', async (_, content, says) => {
    const { code, stdout, stderr } = await verify(content())
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(says)
    expect(stderr).not.toContain('    at ')
    expect(stderr.trim().split('\n').length).toBeGreaterThan(1)
  })

  it.each([
    [[], 'Which certificate?'],
    [['nowhere.json'], 'nowhere.json is not there.'],
    [['.'], '. is a folder.'],
  ])('wants a file, and not %j', async (files, says) => {
    const { code, stderr } = await runCourse(['certificate', 'verify', ...files])
    expect(code).toBe(2)
    expect(stderr).toContain(says)
  })

  it('says which checks of its exercises the present course has beyond it, and which exercises', async () => {
    const newer = makeCourse(temporaryFolder('newer'))
    const checks = join(newer, 'checks/01-adding/add.check.ts')
    const more = "\ncheck('adds what is no whole number', { read: 'what-plus-does' }, () => {})\n"
    writeFileSync(checks, readFileSync(checks, 'utf8') + more)
    const { code, stdout } = await verify(written, { courseRoot: newer })
    expect(code).toBe(0)
    expect(stdout).toContain('  1/add\n    - adds what is no whole number\n')
    expect(stdout).not.toContain('1/total')
    expect(stdout).toMatch(/also has 1 exercise that it does not name, with 2 checks\s\(2\/ping\)/)
    const { comparison } = JSON.parse((await verify(written, { courseRoot: newer, flags: ['--json'] })).stdout)
    expect(comparison.notNamed).toMatchObject([
      { exercise: '1/add', certified: true, checks: ['adds what is no whole number'] },
      { exercise: '2/ping', certified: false },
    ])
  })

  it('knows an exercise by an earlier name', async () => {
    const renamed = learnerWith([aPass({ exercise: '1/sum-of-list', passed: ADD_CHECKS })])
    await renamed.course('certificate', '--out', 'it.json')
    expect(JSON.parse(renamed.file('it.json')).statement.days[0].exercises[0].exercise).toBe('1/total')
  })

  it.each([
    ['no course is there', '/nowhere', 'There is no course here to compare it with.'],
    [
      'another course is there',
      join(import.meta.dirname, '../fixtures/project-course'),
      'is another one, A course with a project',
    ],
  ])('verifies where %s', async (_, courseRoot, says) => {
    const { code, stdout } = await verify(written, { courseRoot })
    expect(code).toBe(0)
    expect(stdout.replaceAll('\n', ' ')).toContain(says)
  })
})

it('can be verified without this tool', () => {
  const file = join(temporaryFolder('by-hand'), 'it.json')
  writeFileSync(file, written)
  const program = `
    const { createHash } = require('node:crypto')
    const { digest, ...rest } = JSON.parse(require('node:fs').readFileSync(process.argv[1], 'utf8'))
    const sorted = (_, value) => value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value
    console.log(createHash('sha256').update(JSON.stringify(rest, sorted)).digest('hex') === digest.value)`
  expect(execFileSync(process.execPath, ['-e', program, file], { encoding: 'utf8' })).toBe('true\n')
})
