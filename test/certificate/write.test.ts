import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { certificatePage } from '../../src/ui/certificate/page.ts'
import type { TrackerEvent } from '../../tracker/schema.ts'
import { course as inProject, workbookWith } from '../projects/workbook.ts'
import { answer, bench } from '../tracker/builders.ts'
import { ADD_CHECKS, aPass, learnerWith } from './learner.ts'

const JSON_FILE = 'workbook/certificate.json'
const HTML_FILE = 'workbook/certificate.html'
/** What the gate of the tiny course needs beside its exercise. */
const REST: TrackerEvent[] = [answer('2/quiz:who-waits'), bench(2)]
const GATE: TrackerEvent[] = [...REST, aPass({ exercise: '2/ping', passed: ['answers a ping', 'and nothing else'] })]

describe('course certificate', () => {
  it('names what the judge has just passed, check by check', async () => {
    const { cwd, course, file } = learnerWith([])
    mkdirSync(join(cwd, 'workbook', '01-adding'))
    writeFileSync(join(cwd, 'workbook/01-adding/add.ts'), 'export const add = (a: number, b: number) => a + b\n')
    expect((await course('check', '1/add')).code).toBe(0)
    const { code, stdout } = await course('certificate')
    expect(code).toBe(0)
    expect(stdout).toContain('Certificate of what is proved so far')
    expect(stdout).toContain('Still to pass: gate 1, A server of your own.')
    const { statement } = JSON.parse(file(JSON_FILE))
    expect(statement).toMatchObject({
      scope: 'so far',
      course: { title: 'A tiny course' },
      writtenWith: { node: process.versions.node },
      totals: { exercises: { done: 1, total: 3 }, checks: 2 },
      days: [{ day: 1, exercises: [{ exercise: '1/add', checks: ADD_CHECKS, titles: 'recorded', passed: 2, of: 2 }] }],
    })
    expect(statement).not.toHaveProperty('name')
  })

  it('is one of the whole course when all gates are passed, and not when one was forced', async () => {
    const passed = learnerWith([aPass(), ...GATE])
    expect((await passed.course('certificate')).stdout).toMatch(/^Certificate of the whole course\n/)
    expect(JSON.parse(passed.file(JSON_FILE)).statement.gates).toMatchObject([{ gate: 1, status: 'passed' }])
    expect(passed.file(HTML_FILE)).toContain('<h1>Certificate of the whole course</h1>')

    const forced = learnerWith([aPass(), { type: 'forced', at: '2026-03-02T10:00:00.000Z', day: 3 }])
    expect((await forced.course('certificate')).stdout).toMatch(/^Certificate of what is proved so far\n/)
    expect(JSON.parse(forced.file(JSON_FILE)).statement.gates).toMatchObject([{ gate: 1, status: 'forced' }])
    expect(forced.file(HTML_FILE)).toContain('Not passed; went on without it.')
  })

  it('holds the scorecard of a gate, and the checks that a project passed', async () => {
    const place = workbookWith({}, 'forgets')
    expect((await inProject(place, ['check', '1'])).stdout).toContain('80 of 100 points')
    expect((await inProject(place, ['certificate', '--out', 'mine.json'])).code).toBe(0)
    const { statement } = JSON.parse((await inProject(place, ['certificate', 'verify', 'mine.json', '--json'])).stdout)
    expect(statement.gates).toMatchObject([
      { status: 'passed', score: { points: 80, of: 100, pass: 70, requirements: [{}, { points: 30, of: 50 }, {}] } },
    ])
    const [{ checks, passed, of }] = statement.days[0].exercises
    expect([passed, of, checks.length]).toEqual([5, 6, 5])
    expect(checks).not.toContain('lists what was sent')
  })

  it('says whose it is when it is told, on one line and without what a terminal or a page would obey', async () => {
    const { course, file } = learnerWith([aPass()])
    expect((await course('certificate', '--name', '  Ada <b>\u001b[31m\n Lovelace ')).code).toBe(0)
    expect(JSON.parse(file(JSON_FILE)).statement.name).toBe('Ada <b> Lovelace')
    expect(file(HTML_FILE)).toContain('<dd>Ada &lt;b&gt; Lovelace</dd>')
  })

  it.each(['', '  ', 'a'.repeat(201)])('refuses the name %j, and writes nothing', async (name) => {
    const { cwd, course } = learnerWith([aPass()])
    const { code, stderr } = await course('certificate', '--name', name)
    expect(code).toBe(2)
    expect(stderr).toContain('--name "Ada Lovelace"')
    expect(existsSync(join(cwd, JSON_FILE))).toBe(false)
  })

  it('has nothing to certify before something is proved', async () => {
    const { cwd, course } = learnerWith([aPass({ status: 'failed', failing: ADD_CHECKS })])
    const { code, stderr } = await course('certificate')
    expect(code).toBe(1)
    expect(stderr).toBe('Nothing is proved yet, so there is nothing to certify.\nBegin with: course next\n')
    expect(existsSync(join(cwd, JSON_FILE))).toBe(false)
  })

  it('says what it does not show: emulators, a solution that was opened, checks that an old record does not name', async () => {
    const { passed, ...old } = aPass({ emulated: ['redis'] })
    const { course, file } = learnerWith([
      { type: 'solution-seen', at: '2026-02-01T10:00:00.000Z', exercise: '1/add', beforePassing: true },
      old,
      aPass({ exercise: '1/total', checks: 9, passed: undefined as never }),
    ])
    await course('certificate')
    const [add, total] = JSON.parse(file(JSON_FILE)).statement.days[0].exercises
    expect(add).toMatchObject({ emulated: ['redis'], solutionSeenBefore: true, titles: 'present', checks: passed })
    expect(total).toMatchObject({ titles: 'unknown', checks: [], passed: 9, of: 9 })
    for (const says of ['a stand-in for redis', 'The reference solution was opened', 'The record names no checks'])
      expect(file(HTML_FILE)).toContain(says)
  })
})

describe('the files', () => {
  it('are left alone when they are there, and replaced when it is forced, which it says', async () => {
    const { cwd, course, file } = learnerWith([aPass()])
    writeFileSync(join(cwd, 'mine.html'), 'a page of theirs')
    const refused = await course('certificate', '--out', 'mine.json')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toMatch(/mine\.html is there already, and nothing was written\.\n.*--force/)
    expect([existsSync(join(cwd, 'mine.json')), file('mine.html')]).toEqual([false, 'a page of theirs'])

    const forced = await course('certificate', '--out', 'mine.json', '--force')
    expect(forced.code).toBe(0)
    expect(forced.stdout).toContain('Replaced:\n  mine.json\n  mine.html\n')
    expect(file('mine.html')).toContain('<!doctype html>')
  })

  it.each([
    ['whichever of the two is named', 'mine.html'],
    ['the name without an ending', 'mine'],
  ])('are both written for %s', async (_, out) => {
    const { cwd, course } = learnerWith([aPass()])
    const { stdout } = await course('certificate', '--out', out, '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      scope: 'so far',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      files: { json: 'mine.json', html: 'mine.html' },
      replaced: false,
    })
    expect([existsSync(join(cwd, 'mine.json')), existsSync(join(cwd, 'mine.html'))]).toEqual([true, true])
  })

  it.each([
    ['a folder that is not there', 'nowhere/mine.json', 'is not there', ['--force']],
    ['a folder in its place', 'workbook.json', 'is a folder', ['--force']],
    ['a folder in its place, without --force', 'workbook.json', 'is a folder', [] as string[]],
  ])('are not written into %s, which it says', async (_, out, says, flags) => {
    const { cwd, course } = learnerWith([aPass()])
    mkdirSync(join(cwd, 'workbook.json'))
    const { code, stderr } = await course('certificate', '--out', out, ...flags)
    expect(code).toBe(2)
    expect(stderr).toContain(says)
    expect(existsSync(join(cwd, 'workbook.html'))).toBe(false)
  })

  it('hold the same content, and the page loads nothing and runs nothing', async () => {
    const { course, file } = learnerWith([aPass(), ...GATE])
    await course('certificate')
    const certificate = JSON.parse(file(JSON_FILE))
    const page = file(HTML_FILE)
    expect(page).toBe(certificatePage(certificate))
    for (const text of [...ADD_CHECKS, 'answers a ping', certificate.digest.value]) expect(page).toContain(text)
    expect(page).not.toMatch(/<script|<img|<link|\ssrc=|\shref=|url\(|@import|https?:/i)
    expect(page).toContain(`content="default-src 'none'`)
  })
})

it('is the next step after the gate that completes the course, though a day before it is not done', async () => {
  const passed = learnerWith(REST)
  mkdirSync(join(passed.cwd, 'workbook', '02-serving'))
  writeFileSync(
    join(passed.cwd, 'workbook/02-serving/ping.ts'),
    `export const buildApp = () => (request, response) => {
  response.statusCode = request.url === '/ping' ? 200 : 404
  response.end(request.url === '/ping' ? 'pong' : 'no')
}
`,
  )
  // Day 1 was left out by force.
  expect((await passed.course('check', '2/ping')).stdout).toMatch(/Passed: all .*\nNext: course certificate\n$/)
})

it('has no action but verify', async () => {
  const { code, stderr } = await learnerWith([aPass()]).course('certificate', 'print')
  expect(code).toBe(2)
  expect(stderr).toContain('course certificate verify certificate.json')
})
