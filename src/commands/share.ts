import { join, resolve } from 'node:path'
import { measuredOf } from '../../tracker/measured.ts'
import { composeStatement } from '../engine/certificate/compose.ts'
import { findDay } from '../engine/course/find.ts'
import { makeFolder, type NewFile, saveFiles } from '../engine/save-files.ts'
import { drawPng, fontFaces } from '../engine/share/picture.ts'
import { type SharedDay, shareDay } from '../engine/share/shared-day.ts'
import { EXIT } from '../problem.ts'
import { drawCard } from '../ui/share/card.ts'
import { composePost } from '../ui/share/post.ts'
import { renderWrittenCards, writtenCardsJson } from '../ui/share/written.ts'
import { lookOf } from '../ui/terminal/look.ts'
import type { World } from '../world.ts'
import { openLearner } from './parts/learner.ts'
import { shownPath } from './parts/shown-path.ts'
import { circumstancesOf, provedBy } from './parts/statement.ts'

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
  const { course, workbook, record, progress } = learner
  const day = findDay(course, query)
  const statement = composeStatement(provedBy(learner), circumstancesOf(course.root, undefined, world))
  const shared = shareDay({ course, progress, statement, measured: measuredOf(record.events) }, day)
  const folder = out === undefined ? join(workbook.root, 'share', day.room) : resolve(world.cwd, out)
  const { files, png } = await drawCards(shared, folder, world)
  const post = composePost(shared)
  const command = `share ${day.day} --out <folder>`
  makeFolder(folder, command)
  saveFiles(files, force || out === undefined, command)
  const view = { shared, post, files: files.map(({ path }) => shownPath(path, world)), png }
  world.stdout.write(json ? writtenCardsJson(view) : post)
  if (!json) world.stderr.write(`\n${renderWrittenCards(view, lookOf(world))}`)
  return EXIT.ok
}

async function drawCards(shared: SharedDay, folder: string, { packageRoot }: World) {
  const fonts = fontFaces(packageRoot)
  const files: NewFile[] = []
  let png = true
  for (const scheme of ['light', 'dark'] as const) {
    files.push({ path: join(folder, `${scheme}.svg`), content: drawCard(shared, scheme, fonts) })
    const picture = await drawPng(drawCard(shared, scheme), packageRoot)
    if (picture) files.push({ path: join(folder, `${scheme}.png`), content: picture })
    else png = false
  }
  return { files, png }
}
