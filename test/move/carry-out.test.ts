import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { carryOut, takeBackUnfinished } from '../../src/engine/archive/carry-out.ts'
import type { Step } from '../../src/engine/archive/plan.ts'
import { newName } from '../../src/engine/workbook/changes.ts'
import { temporaryFolder } from '../fixtures/build.ts'

const NOW = new Date('2026-03-09T14:05:33.000Z')
const KEPT = '.course/kept/2026-03-09T14-05-33'

const steps: Step[] = [
  step('01-adding/total.ts', 'added'),
  step('01-adding/add.ts', 'replaced'),
  step('02-serving/ping.ts', 'aside'),
  step('notes/day-1.md', 'added'),
]

describe('an import that does not come to its end', () => {
  it('leaves the workbook as it was when the record cannot be written', async () => {
    const root = workbook()
    const before = filesIn(root)
    const failing = () => Promise.reject(new Error('the disk is full'))
    await expect(carryOut(root, anImport(root), failing)).rejects.toThrow('the disk is full')
    expect(filesIn(root)).toEqual(before)
  })

  it('leaves the workbook as it was when a file cannot be put in its place', async () => {
    const root = workbook()
    writeFileSync(join(root, 'notes'), 'a file where a folder should be\n')
    const before = filesIn(root)
    await expect(carryOut(root, anImport(root), async () => {})).rejects.toThrow(/the workbook is as it was/)
    expect(filesIn(root)).toEqual(before)
  })

  it('is taken back by the next command when the process died after its files had moved', async () => {
    const root = workbook()
    const before = filesIn(root)
    // What a process leaves that is gone: it waits for its record for ever, and nobody holds its number.
    void carryOut(root, anImport(root), () => new Promise(() => {}))
    expect(filesIn(root)).not.toEqual(before)
    expect(takeBackUnfinished(root, NOW)).toEqual([{ type: 'hint' }])
    expect(filesIn(root)).toEqual(before)
    expect(takeBackUnfinished(root, NOW)).toBeUndefined()
  })

  it('is taken back from any point at which the process may have died', async () => {
    for (let moved = 0; moved <= steps.length; moved++) {
      const root = workbook()
      const before = filesIn(root)
      void carryOut(root, anImport(root), () => new Promise(() => {}))
      // As if the last of the moves had not happened yet.
      for (const each of steps.slice(moved).reverse()) unmove(root, each)
      takeBackUnfinished(root, NOW)
      expect(filesIn(root), `${moved} files had moved`).toEqual(before)
    }
  })

  it('keeps out a second one', async () => {
    const root = workbook()
    void carryOut(root, anImport(root), () => new Promise(() => {}))
    await expect(carryOut(root, anImport(root), async () => {})).rejects.toThrow(/Another import/)
  })
})

function anImport(root: string) {
  return { steps, name: newName(root, NOW), archive: 'a.zip', events: [{ type: 'hint' }], now: NOW }
}

function step(path: string, what: Step['what']): Step {
  return { path, content: Buffer.from('theirs\n'), what, ...(what !== 'added' && { at: `${KEPT}/${path}` }) }
}

function unmove(root: string, { path, what, at }: Step): void {
  const place = join(root, what === 'aside' ? `${at}` : path)
  const staged = join(root, '.course/import', path)
  mkdirSync(dirname(staged), { recursive: true })
  renameSync(place, staged)
  if (what === 'replaced') renameSync(join(root, `${at}`), place)
}

function workbook(): string {
  const root = temporaryFolder('workbook')
  for (const path of ['01-adding/add.ts', '02-serving/ping.ts']) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), 'mine\n')
  }
  return root
}

/** Every file with its text; what the tool itself made and emptied is not looked at. */
function filesIn(root: string): Record<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()
  const files = paths.filter((path) => statSync(join(root, path)).isFile())
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}
