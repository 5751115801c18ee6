import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { formatRecord } from '../../tracker/record-text.ts'
import { openTracker } from '../../tracker/store.ts'
import { packWorkbook } from '../engine/archive/pack.ts'
import { saveFiles } from '../engine/save-files.ts'
import { isWorkbook } from '../engine/workbook/workbook.ts'
import { EXIT, Problem } from '../problem.ts'
import { shellWord } from '../shell-word.ts'
import { toType } from '../to-type.ts'
import { exportJson, renderExport } from '../ui/setup/moved.ts'
import { lookOf } from '../ui/terminal/look.ts'
import { localDate } from '../ui/text/date.ts'
import type { World } from '../world.ts'
import { openLearner } from './parts/learner.ts'
import { shownPath } from './parts/shown-path.ts'

interface Options {
  force?: boolean
  json?: boolean
}

/** `course export [file]`: record and work in one archive, for another machine. */
export async function run([file]: string[], { force = false, json = false }: Options, world: World): Promise<number> {
  const { course, workbook, record } = await openLearner(world)
  const tracker = await openTracker(workbook.root, { now: world.now })
  const { entries } = await tracker.entries()
  const { version } = record
  const text = entries.length > 0 ? formatRecord({ version, events: entries }) : undefined
  const packed = packWorkbook(workbook, course, text, world.now())
  if (!isWorkbook(workbook.root) || (packed.files === 0 && text === undefined)) {
    throw new Problem(`There is nothing to export in ${shellWord(workbook.root)}.`, `Begin with: ${toType('next')}`)
  }
  const path = file === undefined ? freeName(world) : resolve(world.cwd, file)
  saveFiles([{ path, content: packed.archive }], force, 'export <file>')
  const view = { ...packed, file: shownPath(path, world), bytes: packed.archive.length, events: entries.length }
  world.stdout.write(json ? exportJson(view) : renderExport(view, lookOf(world)))
  return EXIT.ok
}

/** `workbook-2026-03-09.zip`, here; with a number where there is one already. */
function freeName({ cwd, now }: World): string {
  const day = localDate(now().toISOString())
  for (let count = 1; ; count++) {
    const path = join(cwd, `workbook-${day}${count === 1 ? '' : `-${count}`}.zip`)
    if (!existsSync(path)) return path
  }
}
