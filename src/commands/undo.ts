import { join } from 'node:path'
import { entriesBeyond, entriesWithout } from '../../tracker/merge.ts'
import { formatRecord } from '../../tracker/record-text.ts'
import type { EventOf } from '../../tracker/schema.ts'
import { openTracker } from '../../tracker/store.ts'
import { type Change, forgetChange, lastChange, newName } from '../engine/workbook/changes.ts'
import { writeWhole } from '../engine/workbook/starters.ts'
import { type TakenBack, takeBackFiles } from '../engine/workbook/take-back.ts'
import { EXIT, isProblem, Problem } from '../problem.ts'
import { shellWord } from '../shell-word.ts'
import { askToUndo, renderUndone, undoneJson } from '../ui/setup/undone.ts'
import { lookOf } from '../ui/terminal/look.ts'
import { askYesNo } from '../ui/terminal/prompt.ts'
import { isInteractive, type World } from '../world.ts'
import { type Learner, openLearner } from './parts/learner.ts'

interface Options {
  yes?: boolean
  json?: boolean
}

/** `course undo`: takes back the last reset or import. What gives way is kept, so without a terminal it does not ask. */
export async function run(_args: string[], { yes = false, json = false }: Options, world: World): Promise<number> {
  const learner = await openLearner(world)
  const { root } = learner.workbook
  const last = lastChange(root)
  if (!last) {
    throw new Problem(
      'There is no reset and no import to take back.',
      `What a reset or an import puts aside is kept in ${shellWord(join(root, '.course', 'kept'))}.`,
    )
  }
  if (!yes && !json && isInteractive(world) && !(await askYesNo(world, askToUndo(last.change)))) return EXIT.ok
  const name = newName(root, world.now())
  const files = takeBack(root, last.change, name)
  const events = await takeBackEvents(learner, last.change, name, world)
  forgetChange(root, last.id)
  const view = { ...last.change, ...files, events }
  world.stdout.write(json ? undoneJson(view) : renderUndone(view, lookOf(world)))
  return EXIT.ok
}

/** @throws Problem when something cannot be moved; doing it again goes on from there */
function takeBack(root: string, change: Change, name: string): TakenBack {
  try {
    return takeBackFiles(root, change, { name, discard: change.what === 'reset' })
  } catch (error) {
    if (isProblem(error) || !(error instanceof Error && 'syscall' in error)) throw error
    throw new Problem(
      `Not all of it could be taken back: ${error.message}`,
      'Make room or mend the permissions of the workbook, then do this again.',
      { cause: error },
    )
  }
}

/**
 * The record says that something was undone. What an import added leaves the record and is written to a file beside it
 * first, so that it counts for nothing and is not gone. Gives how many events that were.
 */
async function takeBackEvents({ workbook, record, add }: Learner, change: Change, name: string, world: World) {
  const { what, of } = change
  if (change.events.length === 0) {
    await add({ type: 'undone', what, of })
    return 0
  }
  const tracker = await openTracker(workbook.root, { now: world.now })
  const { entries } = await tracker.entries()
  const taken = change.events.length - entriesBeyond(entries, change.events).length
  const kept = `.course/kept/${name}/progress.json`
  writeWhole(join(workbook.root, kept), formatRecord({ version: record.version, events: change.events }))
  const undone: EventOf<'undone'> = { at: world.now().toISOString(), type: 'undone', what, of, events: taken, kept }
  await tracker.change((all) => [...entriesWithout(all, change.events), undone])
  return taken
}
