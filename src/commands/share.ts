import { join, resolve } from 'node:path'
import { findDay } from '../engine/course/find.ts'
import { folderFor, type NewFile, saveFiles } from '../engine/save-files.ts'
import type { SharedDay } from '../engine/share/shared-day.ts'
import { EXIT } from '../problem.ts'
import { composePost } from '../ui/share/post.ts'
import { renderWrittenCards, writtenCardsJson } from '../ui/share/written.ts'
import { lookOf } from '../ui/terminal/look.ts'
import type { World } from '../world.ts'
import { openLearner } from './parts/learner.ts'
import { drawPicture, PICTURES, sharedBy } from './parts/shared.ts'
import { shownPath } from './parts/shown-path.ts'

interface Options {
  out?: string
  force?: boolean
  json?: boolean
}

/**
 * `course share <n>`: a post on stdout, and pictures to go with it in a folder. What is said about them goes to stderr, so that
 * the post can be piped. Nothing is sent anywhere.
 */
export async function run([query = '']: string[], options: Options, world: World): Promise<number> {
  const { out, force = false, json = false } = options
  const learner = await openLearner(world)
  const day = findDay(learner.course, query)
  const shared = sharedBy(learner, day, world)
  const folder = out === undefined ? join(learner.workbook.root, 'share', day.room) : resolve(world.cwd, out)
  const files = await drawCards(shared, folder, world)
  const post = composePost(shared)
  const command = `share ${day.day} --out <folder>`
  folderFor(folder, command)
  saveFiles(files, force || out === undefined, command)
  const shown = files.map(({ path }) => shownPath(path, world))
  const view = { shared, post, files: shown, png: files.length === PICTURES.length }
  world.stdout.write(json ? writtenCardsJson(view) : post)
  if (!json) world.stderr.write(`\n${renderWrittenCards(view, lookOf(world))}`)
  return EXIT.ok
}

async function drawCards(shared: SharedDay, folder: string, world: World): Promise<NewFile[]> {
  const files: NewFile[] = []
  for (const picture of PICTURES) {
    const content = await drawPicture(shared, picture, world)
    if (content !== undefined) files.push({ path: join(folder, picture.name), content })
  }
  return files
}
