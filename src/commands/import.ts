import { basename, resolve } from 'node:path'
import { entriesBeyond, mergeEntries, readArrived } from '../../tracker/merge.ts'
import { openTracker, type Tracker } from '../../tracker/store.ts'
import { carryOut } from '../engine/archive/carry-out.ts'
import { fromNewer } from '../engine/archive/manifest.ts'
import { planImport } from '../engine/archive/plan.ts'
import { type Unpacked, unpackWorkbook } from '../engine/archive/unpack.ts'
import { newName } from '../engine/workbook/changes.ts'
import { furnish } from '../engine/workbook/furnish.ts'
import { isWorkbook } from '../engine/workbook/workbook.ts'
import { EXIT, isProblem, Problem } from '../problem.ts'
import { shellWord } from '../shell-word.ts'
import { importJson, renderImport } from '../ui/setup/moved.ts'
import { lookOf } from '../ui/terminal/look.ts'
import type { World } from '../world.ts'
import { type Learner, openLearner } from './parts/learner.ts'

interface Options {
  theirs?: boolean
  json?: boolean
}

/** `course import <file>`: the record of an archive joined with the one here, and its work beside the work here. */
export async function run(
  [file = '']: string[],
  { theirs = false, json = false }: Options,
  world: World,
): Promise<number> {
  const learner = await openLearner(world)
  const { course, workbook } = learner
  const unpacked = unpackWorkbook(resolve(world.cwd, file), file, course)
  const entries = entriesOf(unpacked, file)
  const tracker = await openTracker(workbook.root, { now: world.now })
  const added = entriesBeyond((await tracker.entries()).entries, entries)
  const now = world.now()
  const name = newName(workbook.root, now)
  const plan = planImport(workbook, course, unpacked.files, { name, theirs })
  if (plan.steps.length > 0 || added.length > 0) {
    const wasWorkbook = isWorkbook(workbook.root)
    const merge = () => mergeInto(tracker, entries, added.length)
    await carryOut(workbook.root, { ...plan, name, archive: basename(file), events: added, now }, merge)
    if (!wasWorkbook) furnishQuietly(learner)
  }
  const { skipped } = unpacked
  const { exportedAt } = unpacked.manifest
  const events = { added: added.length, known: entries.length - added.length }
  const view = { archive: file, exportedAt, events, skipped, ...plan }
  world.stdout.write(json ? importJson(view) : renderImport(view, lookOf(world)))
  return EXIT.ok
}

/** @throws Problem when the record in the archive is newer or damaged */
function entriesOf({ record }: Unpacked, file: string): unknown[] {
  if (record === undefined) return []
  const arrived = readArrived(record)
  if (arrived.state === 'good') return arrived.entries
  if (arrived.state === 'newer') throw fromNewer(file, `its record has format ${arrived.version}`)
  throw new Problem(
    `The record in ${shellWord(file)} is damaged: its progress.json is no record of this tool.`,
    'Nothing was changed. Export it again on the machine it came from.',
  )
}

async function mergeInto(tracker: Tracker, entries: readonly unknown[], added: number): Promise<void> {
  if (added > 0) await tracker.change((own) => mergeEntries(own, entries))
}

/** The work is there; what editors need may follow with `course init`. */
function furnishQuietly({ workbook, course }: Learner): void {
  try {
    furnish(workbook, course)
  } catch (error) {
    if (!isProblem(error)) throw error
  }
}
