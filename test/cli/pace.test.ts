import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'

const DAY_MS = 86_400_000
const date = (ago: number) => {
  const then = new Date(Date.now() - ago * DAY_MS)
  return new Date(Date.UTC(then.getFullYear(), then.getMonth(), then.getDate())).toISOString().slice(0, 10)
}

/** A workbook in which an exercise was tried twenty days ago, and nothing since. */
function leftAlone(): { cwd: string; record: () => unknown[] } {
  const cwd = temporaryFolder('pace')
  const file = join(cwd, 'workbook', 'progress.json')
  const at = new Date(Date.now() - 20 * DAY_MS).toISOString()
  const tried = { at, type: 'attempt', exercise: '1/add', status: 'failed', ms: 9, failing: ['adds'], checks: 1 }
  mkdirSync(join(cwd, 'workbook', '.course'), { recursive: true })
  writeFileSync(file, JSON.stringify({ version: 1, events: [tried] }))
  return { cwd, record: () => JSON.parse(readFileSync(file, 'utf8')).events }
}

describe('coming back', () => {
  it('home offers a plan, blames nobody, and is silent once it is taken', async () => {
    const { cwd, record } = leftAlone()
    const home = await runCourse([], { cwd })
    expect(home.stdout).toContain('Good to see you. All that you have proved still counts.')
    expect(home.stdout).not.toMatch(/behind|miss|late|should/i)
    expect(/^ {2}course (pace .*)$/m.exec(home.stdout)?.[1]).toBe('pace --days-a-week 5')

    const offer = await runCourse(['pace'], { cwd })
    expect(offer.stdout).toContain('Calmly: a day of the course on 5 days a week.')
    expect(record()).toHaveLength(1)

    const taken = await runCourse(['pace', '--days-a-week', '5'], { cwd })
    expect(taken.stdout).toContain('Your plan: a day of the course on 5 days a week')
    expect(record()).toMatchObject([{}, { type: 'pace', start: date(0), from: 1, daysAWeek: 5 }])
    expect((await runCourse([], { cwd })).stdout).not.toContain('Good to see you')
  })

  it('progress draws the calendar in a pipe of 40 columns, and says it in words and as JSON', async () => {
    const { cwd } = leftAlone()
    const { stdout } = await runCourse(['progress'], { cwd, env: { COLUMNS: '40' } })
    expect(stdout).toMatch(/^Mon [· ░▒▓█]+$/m)
    expect(stdout.split('\n').filter((line) => line.length > 40)).toEqual([])
    const words = (await runCourse(['progress', '--plain'], { cwd })).stdout
    expect(words).toMatch(/^Week of \d+ \w+ \d+: 1 day, 5 min$/m)
    const { pace } = JSON.parse((await runCourse(['progress', '--json'], { cwd })).stdout)
    expect(pace).toMatchObject({ calendar: [{ date: date(20), minutes: 5, worked: true }], plan: { start: date(20) } })
  })

  it.each([
    ['--days-a-week', '8', 'whole number from 1 to 7'],
    ['--minutes', 'long', 'whole number from 15 to 960'],
    ['--start', '2026-02-30', 'is no date'],
    ['--start', '2999-01-01', '"2999-01-01" is more than a year away.'],
    ['--start', date(-367), 'is more than a year away.'],
  ])('refuses %s %s and records nothing', async (flag, value, says) => {
    const { cwd, record } = leftAlone()
    const { code, stderr } = await runCourse(['pace', flag, value], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain(says)
    expect(record()).toHaveLength(1)
  })
})
