import * as v from 'valibot'
import { insight, proof } from './author.ts'
import { changed, intact, report, written } from './certificate.ts'
import { grades } from './grade.ts'
import { bench, doctor, installed, linkedPackages, redisAdvice } from './machine.ts'
import { exported, imported, undone } from './moving.ts'
import { pace } from './pace.ts'
import { list, progress, roadmap } from './progress.ts'
import { answers, questions, recalled, review, scratch } from './quiz.ts'
import { notes, search } from './search.ts'
import { share } from './share.ts'
import { trace } from './trace.ts'
import { verdict } from './verdict.ts'

const version = v.literal(1)

/** What `--json` prints instead, whatever was asked. */
const errorShape = v.object({
  version,
  error: v.object({
    code: v.picklist(['usage', 'not-found', 'not-yet', 'could-not-run', 'interrupted', 'bug']),
    message: v.string(),
    hint: v.string(),
  }),
})

/**
 * What each command prints with `--json`, by its name. Where there are several, the first fits the plain call. `npm run
 * schema` publishes them under schema/json, docs/json.md describes them.
 */
const answersOf: Record<string, v.ObjectEntries[]> = {
  check: [verdict, { results: v.array(v.object(verdict)) }],
  trace: [trace],
  quiz: [questions, answers],
  review: [review, scratch, recalled],
  search: [search],
  note: [notes],
  bench: [bench],
  progress: [progress, roadmap],
  pace: [pace],
  certificate: [written, intact, changed],
  report: [report],
  share: [share],
  list: [list],
  export: [exported],
  import: [imported],
  undo: [undone],
  doctor: [doctor, installed, redisAdvice, linkedPackages],
  author: [proof, insight],
  grade: [grades],
}

/** By the name of the command: every answer it may give, and the error. */
export const jsonShapes: Record<string, v.GenericSchema> = Object.fromEntries(
  Object.entries(answersOf).map(([name, answers]) => [
    name,
    v.union([...answers.map((entries) => v.object({ version, ...entries })), errorShape]),
  ]),
)
