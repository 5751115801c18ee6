/** A learner of our making, half through the course: a record, and files that pass or fail. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { loadCourse } from '../../src/engine/course/load.ts'
import { type Day, refOf } from '../../src/engine/course/model.ts'
import type { TrackerEvent } from '../../tracker/schema.ts'

const DAYS_DONE = 12
const HOUR = 3_600_000
const JUDGEMENT = { verdict: 'inconclusive' as const, headline: 'The figures are too close.', why: 'They overlap.' }

/** @returns an absolute path in a folder for temporary files; the workbook is below it, where `course` looks for one */
export function makeWorkbook(root: string): string {
  const { days } = loadCourse(root)
  const folder = mkdtempSync(join(tmpdir(), 'learner-'))
  const workbook = join(folder, 'workbook')
  mkdirSync(workbook)
  const start = Date.now() - (DAYS_DONE + 2) * 24 * HOUR
  const events = days.slice(0, DAYS_DONE).flatMap((day, index) => eventsOf(day, start + index * 24 * HOUR))
  writeFileSync(join(workbook, 'progress.json'), JSON.stringify({ version: 1, events }))
  put(root, workbook, '07-middleware/compose.ts', (text) => text)
  // Results in the order in which they come.
  put(root, workbook, '02-the-event-loop/map-limit.ts', (text) =>
    text.replace('results[index] = await mapper(next.value, index)', 'results.push(await mapper(next.value, index))'),
  )
  return folder
}

/** A day as somebody works through it: read, a slip, a hint, passed; the quiz with one answer wrong. */
function eventsOf(day: Day, start: number): TrackerEvent[] {
  let now = start
  const at = () => {
    now += 12 * 60_000
    return new Date(now).toISOString()
  }
  const exercises = day.exercises.flatMap((exercise, index): TrackerEvent[] => {
    const ref = refOf(day, exercise)
    const titles = ['first', 'second', 'third']
    const score = exercise.project && { score: scoresOf(exercise.project.requirements) }
    const attempt = { type: 'attempt' as const, exercise: ref, ms: 420, checks: 3, ...score }
    const slip: TrackerEvent[] = [
      { ...attempt, at: at(), status: 'failed', failing: titles.slice(0, 1) },
      { type: 'hint', at: at(), exercise: ref, step: 1 },
    ]
    return [...(index === 0 ? slip : []), { ...attempt, at: at(), status: 'passed', failing: [], passed: titles }]
  })
  const answers = day.questionIds.map(
    (id, index): TrackerEvent => ({
      type: 'answer',
      at: at(),
      question: `${day.day}/quiz:${id}`,
      correct: day.day === 1 || index !== 1,
    }),
  )
  const bench: TrackerEvent = { type: 'bench', at: at(), day: day.day, results: [], judgement: JUDGEMENT }
  const visited: TrackerEvent = { type: 'visited', at: at(), day: day.day, section: '(end)' }
  return [visited, ...exercises, ...answers, ...(day.hasBench ? [bench] : [])]
}

function scoresOf(requirements: { id: string; points: number }[]): Record<string, number> {
  return Object.fromEntries(
    requirements.map(({ id, points }, index) => [id, index === 2 ? Math.round(points / 2) : points]),
  )
}

function put(root: string, workbook: string, path: string, change: (text: string) => string): void {
  const file = join(workbook, path)
  mkdirSync(dirname(file), { recursive: true })
  copyFileSync(join(root, 'solutions', path), file)
  writeFileSync(file, change(readFileSync(file, 'utf8')))
}
