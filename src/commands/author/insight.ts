import { resolve } from 'node:path'
import { composeInsight } from '../../author/insight/insight.ts'
import type { Course } from '../../engine/course/model.ts'
import { saveFiles } from '../../engine/save-files.ts'
import { EXIT, Problem } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'
import { toType } from '../../to-type.ts'
import { renderInsight } from '../../ui/author/insight.ts'
import { insightPage } from '../../ui/author/insight-page.ts'
import { type InsightView, insightJson } from '../../ui/author/insight-view.ts'
import { lookOf } from '../../ui/terminal/look.ts'
import { cleanText } from '../../ui/text/clean.ts'
import type { World } from '../../world.ts'
import { type ReadRecords, readRecords } from '../parts/records.ts'
import { shownPath } from '../parts/shown-path.ts'

export interface InsightOptions {
  json?: boolean
  /** Where to write it as a page. */
  html?: string
  force?: boolean
}

/** `course author insight <records…>`: what many learners' records show. Ends with 1 where some could not be read. */
export function run(course: Course, paths: string[], options: InsightOptions, world: World): number {
  const { json = false, html, force = false } = options
  if (paths.length === 0) {
    const hint = `Name progress.json files, workbooks, archives of \`${toType('export')}\`, or folders of them: ${toType('author insight class/')}`
    throw new Problem('Whose records?', hint, { code: 'usage' })
  }
  const read = readRecords(
    course,
    paths.map((path) => resolve(world.cwd, path)),
    world.now(),
  )
  const notRead = read.notRead.map(({ path, why }) => ({
    path: cleanText(shownPath(path, world)),
    why: cleanText(why),
  }))
  if (read.learners.length === 0) throw noneRead(notRead)
  const { learners, unknownEntries } = read
  const insight = composeInsight(course, learners)
  const view: InsightView = { title: course.title, insight, read: learners.length, notRead, unknownEntries }
  if (html !== undefined) {
    const path = resolve(world.cwd, html)
    const page = { path, content: insightPage(view) }
    saveFiles([page], force, `author insight ${paths.map((each) => shellWord(each)).join(' ')} --html <file>`)
    view.page = shownPath(path, world)
  }
  world.stdout.write(json ? insightJson(view) : renderInsight(view, lookOf(world)))
  return notRead.length === 0 ? EXIT.ok : EXIT.notYet
}

function noneRead(notRead: ReadRecords['notRead']): Problem {
  const reasons = notRead.map(({ path, why }) => `  ${shellWord(path)}: ${why}`)
  return new Problem(
    ['No record could be read:', ...reasons].join('\n'),
    `A learner's record is the progress.json in their workbook; \`${toType('export')}\` puts it in an archive.`,
    { code: 'not-found' },
  )
}
