/** Days are those of the learner's calendar, wherever the record's moments are shown. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderRecalled } from '../../../src/ui/quiz/redo.ts'
import { renderImport } from '../../../src/ui/setup/moved.ts'
import { renderUndone } from '../../../src/ui/setup/undone.ts'
import { localDate, localMoment } from '../../../src/ui/text/date.ts'
import type { TrackerEvent } from '../../../tracker/schema.ts'
import { temporaryFolder } from '../../fixtures/build.ts'
import { runCourse } from '../../fixtures/cli.ts'
import { look } from '../terminal/fake-terminal.ts'

const zone = process.env['TZ']
/** Fourteen hours before UTC, with no change of clocks. */
const FIRST = 'Pacific/Kiritimati'
const EVENING = '2026-03-09T21:05:00.000Z'

beforeAll(() => {
  process.env['TZ'] = FIRST
})
afterAll(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

describe('the day of a moment', () => {
  it('is the learner’s', () => {
    expect([localDate(EVENING), localMoment(EVENING)]).toEqual(['2026-03-10', '2026-03-10 11:05'])
  })

  it('is shown after a review, an import and an undo', () => {
    expect(renderRecalled({ kept: undefined, wasDue: true, dueAt: EVENING }, look())).toContain('on 2026-03-10.')
    const nothing = { steps: [], known: [], same: 0, skipped: [], restored: [], aside: [], lost: [] }
    const imported = { ...nothing, archive: 'a.zip', exportedAt: EVENING, events: { added: 1, known: 0 } }
    expect(renderImport(imported, look())).toContain('written on 2026-03-10.')
    const change = { version: 1 as const, what: 'import' as const, of: 'a.zip', at: EVENING, files: [], events: 0 }
    expect(renderUndone({ ...nothing, ...change }, look())).toContain('of a.zip (2026-03-10 11:05).')
  })

  it('is that of notes, of a certificate, of a report and of an archive', async () => {
    const cwd = temporaryFolder('zone')
    mkdirSync(join(cwd, 'workbook'))
    const events: TrackerEvent[] = [
      { at: EVENING, type: 'note', day: 1, text: 'late' },
      {
        ...{ at: EVENING, type: 'attempt', exercise: '1/add', status: 'passed', ms: 1 },
        ...{ failing: [], checks: 2, passed: [] },
      },
    ]
    writeFileSync(join(cwd, 'workbook/progress.json'), JSON.stringify({ version: 1, events }))
    const course = (...args: string[]) => runCourse(args, { cwd, env: { TZ: FIRST } })
    expect((await course('note', '1', '--list')).stdout).toMatch(/late\n +2026-03-10\n/)
    expect((await course('note', '--markdown')).stdout).toContain('_2026-03-10_')
    expect((await course('day', '1')).stdout).toMatch(/late\n +2026-03-10\n/)
    await course('certificate', '--out', 'mine')
    expect(readFileSync(join(cwd, 'mine.html'), 'utf8')).toContain('Passed on 2026-03-10')
    await course('report', '--out', 'mine-too.html')
    expect(readFileSync(join(cwd, 'mine-too.html'), 'utf8')).toContain('2026-03-10')
    const today = localDate(new Date().toISOString())
    expect((await course('export')).stdout).toContain(`workbook-${today}.zip`)
  })
})
