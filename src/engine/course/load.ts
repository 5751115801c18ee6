import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { checksum } from '../../checksum.ts'
import { Problem } from '../../problem.ts'
import { shellWord } from '../../shell-word.ts'
import { readCheckFiles } from '../judge/check-files.ts'
import { withEarlierPlaces } from './earlier.ts'
import type { BrokenDay, Course, Day, Exercise } from './model.ts'
import { ParseFailure, parseYamlAs, splitFrontMatter } from './parse.ts'
import { readProject } from './project.ts'
import { type CourseFile, courseSchema, type LessonFrontMatter, lessonSchema, quizSchema } from './schema.ts'
import { translationsOf } from './translation.ts'

/**
 * Reads a course folder. A lesson that cannot be read lands in `broken`; the other days still load.
 * @throws Problem when there is no course.yaml, or it is not one
 */
export function loadCourse(root: string): Course {
  const plan = readPlan(root)
  const broken: BrokenDay[] = []
  const ready: Day[] = []
  for (const room of roomsOf(root)) {
    const file = `lessons/${room}/lesson.md`
    try {
      ready.push(readDay(root, room, plan))
    } catch (error) {
      if (!(error instanceof ParseFailure) && !isFileError(error)) throw error
      const where = error instanceof ParseFailure ? error.file : undefined
      broken.push({ day: Number.parseInt(room, 10) || undefined, file: where ?? file, message: error.message })
    }
  }
  const written = new Set([...ready.map((day) => day.day), ...broken.map((day) => day.day)])
  const coming = plan.coming.filter((day) => !written.has(day.day)).map((day) => comingDay(day, plan))
  const days = withEarlierPlaces([...ready, ...coming].sort((a, b) => a.day - b.day))
  const { title, phases, gates, roadmap, services } = plan
  return { root, title, phases, gates, roadmap, ...(services && { services }), days, broken }
}

/** The questions of a day; empty where it has no quiz. */
export function readQuestions(course: Pick<Course, 'root'>, day: Pick<Day, 'room'>) {
  const text = readIfThere(join(course.root, 'lessons', day.room, 'quiz.yaml'))
  if (text === undefined) return []
  try {
    return parseYamlAs(quizSchema, text).questions
  } catch (error) {
    throw error instanceof ParseFailure ? new ParseFailure(error.message, `lessons/${day.room}/quiz.yaml`) : error
  }
}

function readPlan(root: string): CourseFile {
  const text = readIfThere(join(root, 'course.yaml'))
  if (text === undefined) {
    throw new Problem(
      `There is no course in ${shellWord(root)}.`,
      'A course is a folder with a course.yaml. Check the path after --course.',
    )
  }
  try {
    return parseYamlAs(courseSchema, text)
  } catch (error) {
    if (!(error instanceof ParseFailure)) throw error
    throw new Problem(
      `${join(root, 'course.yaml')} is not a course: ${error.message}`,
      'Mend that line, then try again.',
    )
  }
}

function roomsOf(root: string): string[] {
  try {
    const entries = readdirSync(join(root, 'lessons'), { withFileTypes: true })
    return entries
      .filter((entry) => entry.isDirectory() && /^\d+-/.test(entry.name))
      .map((entry) => entry.name)
      .sort()
  } catch (error) {
    if (isFileError(error)) return []
    throw error
  }
}

function readDay(root: string, room: string, plan: CourseFile): Day {
  const text = readFileSync(join(root, 'lessons', room, 'lesson.md'), 'utf8')
  const { yaml } = splitFrontMatter(text)
  const front = parseYamlAs(lessonSchema, yaml, 2)
  if (Number.parseInt(room, 10) !== front.day) {
    throw new ParseFailure(`day: ${front.day} does not match the folder name ${room}`)
  }
  const gate = plan.gates.find((candidate) => candidate.day === front.day)
  const translations = translationsOf(root, room)
  const questions = readQuestions({ root }, { room })
  const renamed = questions.flatMap(({ id, aliases = [] }) => (aliases.length > 0 ? [[id, aliases] as const] : []))
  return {
    day: front.day,
    slug: room.replace(/^\d+-/, ''),
    room,
    ...(front.aliases && { aliases: front.aliases }),
    title: front.title,
    outcome: front.outcome,
    phase: phaseOf(plan, front.day),
    ...(gate && { gate: gate.gate }),
    status: 'ready',
    minutes: front.minutes,
    topics: front.topics,
    exercises: front.exercises.map((exercise) => toExercise({ root, room }, exercise, gate?.pass)),
    questionIds: questions.map((question) => question.id),
    ...(renamed.length > 0 && { questionAliases: Object.fromEntries(renamed) }),
    demos: demosOf(root, room),
    hasBench: exists(join(root, 'lessons', room, 'bench.ts')),
    search: front.search,
    digest: checksum(`${text}\n${readIfThere(join(root, 'lessons', room, 'quiz.yaml'))}`),
    ...(translations.length > 0 && { translations }),
  }
}

function toExercise(
  where: { root: string; room: string },
  front: LessonFrontMatter['exercises'][number],
  pass: number | undefined,
): Exercise {
  const asFolder = exists(join(where.root, 'exercises', where.room, front.id, '.'))
  const { seconds = 10, heapMb = 256 } = front.limits
  const checks = checksOf(where, front.id)
  const file = asFolder ? `${front.id}/` : `${front.id}.ts`
  const shared = { limits: { seconds, heapMb }, file, ...(checks && { checks }) }
  if (front.kind !== 'project') return { ...front, ...shared }
  if (!asFolder) {
    const starter = `exercises/${where.room}/${front.id}/`
    throw new ParseFailure(`it is not there, and project ${front.id} starts from it: make that folder`, starter)
  }
  const { requirements: _, entry, ...rest } = front
  return { ...rest, ...shared, project: { ...readProject(where, front, pass ?? 100), entry } }
}

/** What is wrong with them, whoever needs them says. */
function checksOf({ root, room }: { root: string; room: string }, id: string): string[] | undefined {
  try {
    const files = readCheckFiles(join(root, 'checks', room, `${id}.check.ts`))
    return files.flatMap(({ checks }) => checks.map(({ title }) => checksum(title)))
  } catch {
    return undefined
  }
}

function comingDay(day: CourseFile['coming'][number], plan: CourseFile): Day {
  const gate = plan.gates.find((candidate) => candidate.day === day.day)
  return {
    ...day,
    room: `${String(day.day).padStart(2, '0')}-${day.slug}`,
    phase: phaseOf(plan, day.day),
    ...(gate && { gate: gate.gate }),
    status: 'coming',
    minutes: 0,
    topics: day.topics.map((topic) => ({ ...topic, evidence: [] })),
    exercises: [],
    questionIds: [],
    demos: [],
    hasBench: false,
    search: [],
  }
}

function phaseOf(plan: CourseFile, day: number): number {
  return plan.phases.find((phase) => phase.days.includes(day))?.id ?? 0
}

function demosOf(root: string, room: string): string[] {
  try {
    const files = readdirSync(join(root, 'lessons', room, 'demo'))
    return files
      .filter((name) => /^[^.]+\.ts$/.test(name))
      .map((name) => name.slice(0, -3))
      .sort()
  } catch (error) {
    if (isFileError(error)) return []
    throw error
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (isFileError(error) && error.code === 'ENOENT') return undefined
    throw error
  }
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error
}
