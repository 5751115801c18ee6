import type { BrokenDay, Course, Day, Exercise } from '../engine/course/model.ts'
import type { ExerciseProof } from './exercise.ts'
import { error, type Finding } from './finding.ts'
import { type LessonShape, proveReads } from './lesson.ts'
import { quizFile, quizReads } from './quiz.ts'
import type { DayReport } from './report.ts'

/** What has been proved of a day so far. */
export interface DayProof {
  day: Day
  lesson: LessonShape
  /** Those that were asked for. */
  exercises: Exercise[]
  findings: Finding[]
  bench: DayReport['bench']
  proofs: ExerciseProof[]
}

export function reportOf(course: Course, proof: DayProof, onlyExercises: boolean): DayReport {
  const { day, lesson, exercises, bench } = proof
  const proofs = exercises.flatMap(({ id }) => proof.proofs.filter(({ report }) => report.id === id))
  const reads = [...proofs.flatMap((each) => each.reads), ...(onlyExercises ? [] : quizReads(course, day))]
  return {
    day: day.day,
    room: day.room,
    title: day.title,
    status: 'ready',
    words: lesson.prose.words,
    topics: day.topics.length,
    questions: day.questionIds.length,
    demos: day.demos.length,
    bench,
    exercises: proofs.map(({ report }) => report),
    findings: [...proof.findings, ...proofs.flatMap(({ findings }) => findings), ...proveReads(reads, lesson)],
  }
}

export function brokenReport({ day, file, message }: BrokenDay): DayReport {
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
    findings: [error(where, message, 'Mend it: schema/ says what fits, and editors that know YAML show it.')],
  }
}
