import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readChanges, solutionTexts, type WholeAnswer } from '../../engine/mistakes/changes.ts'
import { type Changes, parseDifference } from '../../engine/mistakes/difference.ts'
import { layOut } from '../../engine/mistakes/lay-out.ts'
import type { Mistake } from '../../engine/mistakes/list.ts'
import { mistakesFolder } from '../../engine/mistakes/list.ts'
import { EMPTY_HEAD } from './head.ts'
import { mergeDifference } from './merge.ts'
import { type Place, readFinished, writtenHead } from './write.ts'

/** A wrong answer written out, among the others, where editors know its types. */
export interface EditableCopy {
  path: string
  /** It was there already: an edit that was not finished. */
  resumed: boolean
  read: () => WholeAnswer
  remove: () => void
}

/** Writes a copy to edit, of the wrong answer or, where there is none yet, of the solution. One that is there is kept. */
export function openCopy(place: Place, name: string, mistake: Mistake | undefined): EditableCopy {
  const { course, day, exercise } = place
  const isFolder = exercise.file.endsWith('/')
  const stem = join(mistakesFolder(course, day, exercise), name)
  const path = isFolder ? stem : `${stem}.ts`
  const resumed = existsSync(path)
  if (!resumed) {
    const laidOut = layOut(course, day, exercise, copied(place, mistake))
    mkdirSync(dirname(path), { recursive: true })
    cpSync(laidOut.path, path, { recursive: true })
    laidOut.remove()
    const head = writtenHead(place, mistake) || EMPTY_HEAD
    const main = isFolder ? join(path, firstSource(path)) : path
    writeFileSync(main, `/* mistake\n${head.trimEnd()}\n*/\n${readFileSync(main, 'utf8')}`)
  }
  const before = resumed ? undefined : readFinished(place, path)
  return {
    path,
    resumed,
    read: () => withoutTheDeleted(readFinished(place, path), before),
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** The file that the head opens: of a folder, the first program, else the README, else the first that is no dot file. */
function firstSource(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const files = names.filter((name) => statSync(join(folder, name)).isFile())
  const first = files.find((name) => name.endsWith('.ts')) ?? files.find((name) => name === 'README.md')
  return first ?? files.find((name) => !name.startsWith('.')) ?? 'README.md'
}

/** All of a file: where nothing of it has changed, that is the solution. */
function copied(place: Place, mistake: Mistake | undefined): Changes {
  const { course, day, exercise } = place
  const changes = mistake ? changesOf(place, mistake) : new Map()
  if (exercise.file.endsWith('/') || changes.has(exercise.file)) return changes
  return changes.set(exercise.file, solutionTexts(course, day, exercise).get(exercise.file) ?? '')
}

/** What no longer fits is merged, with git's marks where a person must decide; without git one begins anew. */
function changesOf(place: Place, mistake: Mistake): Changes {
  const { course, day, exercise } = place
  const read = readChanges(course, day, exercise, mistake)
  if (read.status === 'applied') return read.changes
  const merged = mergeDifference(place, parseDifference(readFileSync(mistake.path, 'utf8'), day.room))
  return merged.status === 'merged' ? merged.changes : new Map()
}

/** What the copy had and no longer has, its author took out. */
function withoutTheDeleted(answer: WholeAnswer, before: WholeAnswer | undefined): WholeAnswer {
  const gone = [...(before?.changes.keys() ?? [])].filter((path) => !answer.changes.has(path))
  return { ...answer, changes: new Map([...answer.changes, ...gone.map((path): [string, null] => [path, null])]) }
}
