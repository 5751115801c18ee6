import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TrackerEvent } from '../../tracker/schema.ts'
import { temporaryFolder } from '../fixtures/build.ts'
import { runCourse } from '../fixtures/cli.ts'
import { hasTerminal, openTerminal } from '../fixtures/terminal.ts'

const RIGHT = 'export const add = (a: number, b: number) => a + b\n'
const WRONG = 'export const add = (a: number, _b: number) => a\n'
const MINE = '// mine, and it passed\nexport const add = (a: number, b: number) => b + a\n'

/** A learner who passed 1/add ten days ago. */
function learner() {
  const cwd = temporaryFolder()
  const at = (path: string) => join(cwd, 'workbook', path)
  mkdirSync(at('01-adding'), { recursive: true })
  writeFileSync(at('01-adding/add.ts'), MINE)
  const passed: TrackerEvent = {
    at: new Date(Date.now() - 10 * 86_400_000).toISOString(),
    ...{ type: 'attempt', exercise: '1/add', status: 'passed', ms: 100, failing: [], checks: 2 },
  }
  writeFileSync(at('progress.json'), JSON.stringify({ version: 1, events: [passed] }))
  return { cwd, at, course: (...args: string[]) => runCourse(args, { cwd }) }
}

describe('an exercise that is due', () => {
  it('is written again in a scratch file, and judged there', async () => {
    const { at, course } = learner()
    const scratch = at('review/01-adding/add.ts')
    expect((await course('review')).stdout).toContain('course review 1/add   due for ')
    const opened = await course('review', '1/add')
    expect(opened).toMatchObject({ code: 0, stderr: '' })
    expect(opened.stdout).toContain(`Scratch file: ${join('workbook', 'review', '01-adding', 'add.ts')}\n`)
    expect(readFileSync(scratch, 'utf8')).toContain('return 0')

    writeFileSync(scratch, WRONG)
    expect((await course('review', '1/add')).code).toBe(1)
    writeFileSync(scratch, RIGHT)
    const passed = await course('review', '1/add')
    expect(passed.code).toBe(0)
    expect(passed.stdout).toMatch(/It is recalled, and comes back on \d{4}-\d\d-\d\d\.\nWhat you wrote is kept in /)
    expect(existsSync(at('review'))).toBe(false)
    const [time = ''] = readdirSync(at('.course/kept'))
    expect(readFileSync(at(`.course/kept/${time}/review/01-adding/add.ts`), 'utf8')).toBe(RIGHT)

    expect(readFileSync(at('01-adding/add.ts'), 'utf8')).toBe(MINE)
    const { events } = JSON.parse(readFileSync(at('progress.json'), 'utf8'))
    expect(events.slice(1)).toMatchObject([
      { type: 'review', exercise: '1/add', status: 'failed' },
      { type: 'review', exercise: '1/add', status: 'passed' },
    ])
    const { days } = JSON.parse((await course('progress', '--json')).stdout)
    expect(days[0].exercises[0]).toMatchObject({ status: 'passed', attempts: 1 })
    expect((await course('review')).stdout).toContain('Nothing is due.')
  })

  it('begins again when it is asked to, and keeps what was there', async () => {
    const { at, course } = learner()
    mkdirSync(at('review/01-adding'), { recursive: true })
    writeFileSync(at('review/01-adding/add.ts'), WRONG)
    const ran = await course('review', '1/add', '--again', '--json')
    expect(JSON.parse(ran.stdout)).toMatchObject({ version: 1, exercise: '1/add', status: 'open' })
    expect(ran.stderr).toContain('What was there is kept in ')
    expect(readFileSync(at('review/01-adding/add.ts'), 'utf8')).toContain('return 0')
  })

  it('is none before it has passed once', async () => {
    const ran = await learner().course('review', '1/total')
    expect(ran).toMatchObject({ code: 1, stdout: '' })
    expect(ran.stderr).toContain('You have not passed 1/total yet')
  })

  it.runIf(hasTerminal)('is offered at a terminal', async () => {
    const { cwd, at } = learner()
    const terminal = await openTerminal(['review'], { cwd, env: { EDITOR: 'true' } })
    try {
      await terminal.shows('Which one will you write again?')
      await terminal.press('Enter')
      await terminal.shows('Scratch file:')
      await terminal.shows('Begin again from the starter')
      writeFileSync(at('review/01-adding/add.ts'), RIGHT)
      await terminal.press('Down', 'Enter')
      expect(await terminal.ended()).toBe(0)
      expect(await terminal.screen()).toContain('It is recalled')
    } finally {
      await terminal.close()
    }
  })
})
