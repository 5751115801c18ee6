/** `npm run mutation -- [<day>[/<exercise>] …]` and its flags. */
import { parseArgs } from 'node:util'
import { type FoundExercise, findDayOrExercise } from '../../src/engine/course/find.ts'
import type { Course } from '../../src/engine/course/model.ts'

export interface Settings {
  chosen: FoundExercise[]
  json: boolean
  /** Take nothing from earlier runs. */
  fresh: boolean
  /** Try only those mutants again that survived the last time: a quick look while checks are being written. */
  survivors: boolean
  concurrency: number
  /** Only files whose path has this in it: a piece of a project. Nothing of it is kept. */
  files: string
}

export function readSettings(args: string[], course: Course): Settings {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
      survivors: { type: 'boolean', default: false },
      concurrency: { type: 'string', default: '2' },
      files: { type: 'string', default: '' },
    },
  })
  const queries =
    positionals.length > 0
      ? positionals
      : course.days.filter(({ status }) => status === 'ready').map(({ room }) => room)
  const chosen = queries.flatMap((query) => {
    const { day, exercise } = findDayOrExercise(course, query)
    return (exercise ? [exercise] : day.exercises).map((each) => ({ day, exercise: each }))
  })
  return { ...values, chosen, concurrency: Math.max(1, Number(values.concurrency) || 1) }
}
