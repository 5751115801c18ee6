import { statSync } from 'node:fs'
import { join } from 'node:path'
import { toType } from '../../to-type.ts'
import type { Day, Exercise } from '../course/model.ts'
import { exerciseFile, type Workbook } from '../workbook/workbook.ts'

/** Where the learner's exercise is, or why it cannot take part. */
export type LearnersFile = { file: string } | { missing: string }

const ENTRIES = ['app.ts', 'server.ts', 'index.ts']

/** What of the learner's can take part in the benchmark of a day, by the ids of its exercises. */
export type LearnersFiles = Record<string, LearnersFile>

export function learnersFiles(workbook: Workbook, day: Day): LearnersFiles {
  return Object.fromEntries(day.exercises.map((exercise) => [exercise.id, fileOf(workbook, day, exercise)]))
}

function fileOf(workbook: Workbook, day: Day, exercise: Exercise): LearnersFile {
  const path = exerciseFile(workbook, day, exercise)
  const files = exercise.file.endsWith('/') ? ENTRIES.map((name) => join(path, name)) : [path]
  const file = files.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile())
  return file
    ? { file }
    : { missing: `It is not in your workbook yet: \`${toType(`day ${day.day}`)}\` puts its starter there.` }
}
