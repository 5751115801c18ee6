import type { Course, Day, Exercise } from '../engine/course/model.ts'
import { runSnippet } from '../engine/quiz/run-snippet.ts'
import { toType } from '../to-type.ts'
import { proveAliases } from './aliases.ts'
import { proveBench } from './bench.ts'
import { brokenReport, type DayProof, reportOf } from './day-report.ts'
import { type ProcessOptions, proveDemo } from './demos.ts'
import { type ExerciseProof, filesOf, type HowToProve, proveExercise } from './exercise.ts'
import { proveEnough } from './expectations.ts'
import type { Finding } from './finding.ts'
import type { Judges } from './judges.ts'
import { type LessonShape, lessonFile, proveProse, proveTopics, readLesson } from './lesson.ts'
import { proveLint } from './lint.ts'
import { openMirror } from './mirror.ts'
import { refreshMistakes } from './mistake/refresh.ts'
import { provePlan, readPlan } from './plan.ts'
import { programRunner, provePrograms } from './programs.ts'
import { proveQuiz } from './quiz.ts'
import { proveSaidOnce } from './repeats.ts'
import { type AuthorReport, type DayReport, isSound } from './report.ts'
import { isLinted, isTypeScript, proveWritten, sourcesOf } from './sources.ts'
import { type ExerciseJudge, nameOf } from './subject.ts'
import { proveTranslations } from './translation/prove.ts'
import { openTurns, type Run } from './turns.ts'
import { proveTypes } from './types.ts'

export interface ProveRequest extends HowToProve {
  course: Course
  /** Numbers of the days to prove; all that are written when there are none. */
  days: number[]
  /** Only this exercise of theirs; then lessons, demos, quizzes and benchmarks are left alone. */
  only?: string
}

export interface ProveOptions extends ProcessOptions {
  judges: Judges
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
  const { prose } = readPlan(course)
  const exercises = exercisesIn(days, only)
  const refreshed = request.refresh ? exercises.flatMap((place) => refreshMistakes({ course, ...place })) : []

  // One lesson's programs at a time, beside the judges: more at once would only disturb what is measured.
  const inTurn = openTurns(1).together
  const files = days.flatMap((day) => sourcesOf(course, day, exerciseOf(day, only)))
  // Later days take longer: what begins last should not be what ends last.
  const fromTheEnd = [...days].reverse()
  const mirror = openMirror(course, request.skipMistakes ? [] : exercises)
  const read = Promise.all([
    options.judges.beside(() => proveTypes(course, files.filter(isTypeScript), mirror, options)),
    options.judges.beside(() => proveLint(course, files.filter(isLinted), mirror, options)),
  ]).finally(mirror.remove)
  const [[types, lint], ...proofs] = await Promise.all([
    read,
    ...fromTheEnd.map((day) => proveDay(request, day, prose.words, options, inTurn)),
  ])

  const broken = course.broken.filter(({ day }) => asked(day)).map(brokenReport)
  const reports = [...proofs.map((proof) => reportOf(course, proof, only !== undefined)), ...broken]
  const findings = only === undefined ? provePlan(course, readPlan(course)) : []
  const lessons = days.flatMap((day) => proofs.filter((proof) => proof.day === day))
  const said = lessons.map(({ day, lesson }) => ({ file: lessonFile(day), sentences: lesson.wording.sentences }))
  if (only === undefined) findings.push(...proveSaidOnce(said))
  for (const finding of [types, lint].flatMap((result) => ('findings' in result ? result.findings : []))) {
    const home = reports.find(({ room }) => finding.file.split('/')[1] === room) ?? { findings }
    home.findings.push(finding)
  }
  return {
    ok: isSound({ days: reports, findings }),
    days: reports.sort((a, b) => a.day - b.day),
    findings,
    notes: [
      ...refreshed,
      ...[types, lint].flatMap((result) => ('note' in result ? [result.note] : [])),
      ...(request.skipMistakes ? [SKIPPED] : request.named ? [NAMED] : []),
      ...unnoted(reports),
      ...secondLooks(reports),
    ],
    ms: Math.round(performance.now() - started),
  }
}

const SKIPPED = 'The wrong answers were left out (--skip-mistakes): nothing shows here that a check can fail.'

const NAMED =
  'Wrong answers were judged by the checks that they name (--named): whether they fail others, too, and what projects score, is not shown here.'

/** Says which wrong answers are recognised by their titles alone. */
function unnoted(reports: DayReport[]): string[] {
  const names = reports.flatMap(({ day, exercises }) =>
    exercises.flatMap(({ id, unnoted }) => unnoted.map((name) => `${day}/${id} ${name}`)),
  )
  if (names.length === 0) return []
  const hint = `${toType('author check --refresh')} notes them; until then learners are told what it often means.`
  return [`The cases with which these fail are not noted as they are now: ${names.join(', ')}. ${hint}`]
}

/** Says what the second look cleared; who wants to know more asks for repetitions. */
function secondLooks(reports: DayReport[]): string[] {
  const names = reports.flatMap(({ day, exercises }) =>
    exercises.flatMap(({ id, secondLooks }) => secondLooks.map((name) => `${day}/${id} ${name}`)),
  )
  if (names.length === 0) return []
  const hint = `${toType('author check --repeat 20')} finds what is flaky.`
  return [`As promised only when judged again, with nothing else going on: ${names.join(', ')}. ${hint}`]
}

async function proveDay(
  request: ProveRequest,
  day: Day,
  words: [number, number],
  options: ProveOptions,
  inTurn: Run,
): Promise<DayProof> {
  const { course, only } = request
  const lesson = readLesson(course, day)
  const exercise = exerciseOf(day, only)
  const exercises = exercise ? [exercise] : day.exercises
  const written = proveWritten(course, sourcesOf(course, day, exercise))
  const [rest, proofs] = await Promise.all([
    exercise ? NOTHING : options.judges.beside(() => inTurn(() => proveLesson(course, day, lesson, words, options))),
    Promise.all(exercises.map((each) => proveOne(request, day, each, options))),
  ])
  const findings = [...written, ...rest.findings]
  return { day, lesson, exercises, findings, bench: rest.bench, proofs }
}

const NOTHING: { findings: Finding[]; bench: DayReport['bench'] } = { findings: [], bench: 'not-run' }

async function proveOne(
  { course, ...how }: ProveRequest,
  day: Day,
  exercise: Exercise,
  { judges, onStep }: ProveOptions,
): Promise<ExerciseProof> {
  const name = `${day.day}/${exercise.id}`
  const judge: ExerciseJudge = {
    judge(subject, alone) {
      onStep?.(`${name}: ${nameOf(subject)}`)
      return judges.judge(day, exercise, subject, alone)
    },
    judgeInARow(subjects) {
      onStep?.(`${name}: ${how.skipMistakes ? 'starter' : `starter, ${subjects.length - 1} wrong answers`}`)
      return judges.judgeInARow(day, exercise, subjects)
    },
  }
  const proof = await proveExercise(course, day, exercise, judge, how)
  return { ...proof, findings: [...proof.findings, ...proveEnough(filesOf(day, exercise).mistakes, proof.report)] }
}

/** Everything about a day but its exercises. */
async function proveLesson(
  course: Course,
  day: Day,
  lesson: LessonShape,
  words: [number, number],
  options: ProveOptions,
): Promise<typeof NOTHING> {
  const findings = [
    ...proveProse(day, lesson, words),
    ...proveTopics(day),
    ...proveAliases(course, day),
    ...proveTranslations(course, day),
  ]
  options.onStep?.(`${day.day}: programs of the lesson`)
  findings.push(...(await provePrograms(lessonFile(day), lesson.programs, programRunner(options))))
  if (day.questionIds.length > 0) {
    options.onStep?.(`${day.day}: quiz`)
    const { signal, packageRoot } = options
    findings.push(...(await proveQuiz(course, day, (question) => runSnippet(question, { signal, packageRoot }))))
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

function exercisesIn(days: Day[], only: string | undefined): { day: Day; exercise: Exercise }[] {
  return days.flatMap((day) => {
    const exercise = exerciseOf(day, only)
    return (exercise ? [exercise] : day.exercises).map((each) => ({ day, exercise: each }))
  })
}

function exerciseOf(day: Day, only: string | undefined): Exercise | undefined {
  return only === undefined ? undefined : day.exercises.find(({ id, aliases }) => id === only || aliases.includes(only))
}
