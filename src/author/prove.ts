import type { Course, Day, Exercise } from '../engine/course/model.ts'
import { runSnippet } from '../engine/quiz/run-snippet.ts'
import { proveBench } from './bench.ts'
import { proveDemo } from './demos.ts'
import { type ExerciseProof, proveExercise, type Subject } from './exercise.ts'
import { error, type Finding } from './finding.ts'
import type { Judges } from './judges.ts'
import { lessonFile, proveProse, proveReads, proveTopics, readLesson } from './lesson.ts'
import { proveLint } from './lint.ts'
import { provePlan, readPlan } from './plan.ts'
import { proveQuiz, quizFile, quizReads } from './quiz.ts'
import { type AuthorReport, type DayReport, isSound } from './report.ts'
import { isTypeScript, proveWritten, sourcesOf } from './sources.ts'
import { proveTypes } from './types.ts'

export interface ProveRequest {
  course: Course
  /** Numbers of the days to prove; all that are written when there are none. */
  days: number[]
  /** Only this exercise of theirs; then lessons, demos, quizzes and benchmarks are left alone. */
  only?: string
  /** How often everything is judged. */
  repeat: number
}

export interface ProveOptions {
  judges: Judges
  packageRoot: string
  env: Record<string, string | undefined>
  signal: AbortSignal
  /** Says what is being proved, for a person who waits. */
  onStep?: (step: string) => void
}

/**
 * Proves a course's days: what their authors promise is so.
 * @throws AbortError when the signal is aborted; nothing is left running
 */
export async function proveCourse(request: ProveRequest, options: ProveOptions): Promise<AuthorReport> {
  const started = performance.now()
  const { course, only } = request
  const asked = (number: number | undefined) =>
    request.days.length === 0 || (number !== undefined && request.days.includes(number))
  const days = course.days.filter(({ day, status }) => status === 'ready' && asked(day))
  const broken = course.broken.filter(({ day }) => asked(day))
  const plan = readPlan(course)

  // The tools use processes of their own: they run beside the judges.
  const files = days.flatMap((day) => sourcesOf(course, day, exerciseOf(day, only)))
  const [types, lint, ...proved] = await Promise.all([
    proveTypes(course, files.filter(isTypeScript), options),
    proveLint(course, files, options),
    ...days.map((day) => proveDay(request, day, plan.prose.words, options)),
  ])
  const reports = [...proved, ...broken.map(brokenDay)].sort((a, b) => a.day - b.day)
  const fromTools = [types, lint].flatMap((result) => ('findings' in result ? result.findings : []))
  const elsewhere = fromTools.filter((finding) => !reports.some((day) => addTo(day, finding)))
  const findings = [...(only === undefined ? provePlan(course, plan) : []), ...elsewhere]
  return {
    ok: isSound({ days: reports, findings }),
    days: reports,
    findings,
    notes: [types, lint].flatMap((result) => ('note' in result ? [result.note] : [])),
    ms: Math.round(performance.now() - started),
  }
}

async function proveDay(
  request: ProveRequest,
  day: Day,
  words: [number, number],
  options: ProveOptions,
): Promise<DayReport> {
  const { course, only } = request
  const lesson = readLesson(course, day)
  const chosen = exerciseOf(day, only)
  const findings = proveWritten(course, sourcesOf(course, day, chosen))
  const exercises = chosen ? [chosen] : day.exercises
  const [rest, proved] = await Promise.all([
    only === undefined ? proveLesson(course, day, lesson, words, options) : { findings: [], bench: 'not-run' as const },
    Promise.all(exercises.map((exercise) => proveOne(request, day, exercise, options))),
  ])
  const reads = [...proved.flatMap((proof) => proof.reads), ...(only === undefined ? quizReads(course, day) : [])]
  findings.push(...rest.findings, ...proved.flatMap((proof) => proof.findings), ...proveReads(reads, lesson))
  return {
    day: day.day,
    room: day.room,
    title: day.title,
    status: 'ready',
    words: lesson.prose.words,
    topics: day.topics.length,
    questions: day.questionIds.length,
    demos: day.demos.length,
    bench: rest.bench,
    exercises: proved.map((proof) => proof.report),
    findings,
  }
}

function proveOne(
  { course, repeat }: ProveRequest,
  day: Day,
  exercise: Exercise,
  { judges, onStep }: ProveOptions,
): Promise<ExerciseProof> {
  const judge = (which: Exercise, subject: Subject) => {
    onStep?.(`${day.day}/${which.id}: ${subject.kind === 'mistake' ? subject.name : subject.kind}`)
    return judges.judge(day, which, subject)
  }
  return proveExercise(course, day, exercise, judge, repeat)
}

/** Everything about a day but its exercises. */
async function proveLesson(
  course: Course,
  day: Day,
  lesson: ReturnType<typeof readLesson>,
  words: [number, number],
  options: ProveOptions,
): Promise<{ findings: Finding[]; bench: DayReport['bench'] }> {
  const findings = [...proveProse(day, lesson, words), ...proveTopics(day)]
  if (day.questionIds.length > 0) {
    options.onStep?.(`${day.day}: quiz`)
    findings.push(...(await proveQuiz(course, day, (question) => runSnippet(question, { signal: options.signal }))))
  }
  for (const demo of day.demos) {
    options.onStep?.(`${day.day}: demo ${demo}`)
    findings.push(...(await proveDemo(course, day, demo, options)))
  }
  if (!day.hasBench) return { findings, bench: 'none' }
  options.onStep?.(`${day.day}: bench`)
  const bench = await proveBench(course, day, options)
  return { findings: [...findings, ...bench], bench: bench.length === 0 ? 'boots' : 'fails' }
}

function brokenDay({ day, file, message }: Course['broken'][number]): DayReport {
  const room = file.split('/')[1] ?? ''
  const where = message.startsWith('questions') ? quizFile({ room }) : file
  return {
    day: day ?? 0,
    room,
    title: room,
    status: 'broken',
    words: 0,
    topics: 0,
    questions: 0,
    demos: 0,
    bench: 'not-run',
    exercises: [],
    findings: [error(where, message, `Mend it: ${lessonFile({ room })} and its quiz must fit the schemas in schema/.`)],
  }
}

/** True when the finding is about a file of this day, and is now among the day's. */
function addTo(day: DayReport, finding: Finding): boolean {
  const mine = finding.file.split('/')[1] === day.room
  if (mine) day.findings.push(finding)
  return mine
}

function exerciseOf(day: Day, only: string | undefined): Exercise | undefined {
  return only === undefined ? undefined : day.exercises.find(({ id, aliases }) => id === only || aliases.includes(only))
}
