import type { DayProgress, ExerciseProgress } from '../../../tracker/day-progress.ts'
import type { GateProgress } from '../../../tracker/gates.ts'
import type { Progress } from '../../../tracker/progress.ts'
import type { Proof } from '../../../tracker/proofs.ts'
import type { Course, ExerciseRef } from '../course/model.ts'
import {
  CERTIFICATE_FORMAT,
  CERTIFICATE_KIND,
  type Certificate,
  type CertifiedExercise,
  MEANING,
  type Statement,
} from './certificate.ts'
import { digestOf } from './digest.ts'

export interface Proved {
  course: Course
  progress: Progress
  proofs: ReadonlyMap<ExerciseRef, Proof>
  /** Titles of the checks that each exercise has today. */
  present: ReadonlyMap<ExerciseRef, readonly string[]>
}

export interface Circumstances {
  name?: string
  writtenAt: Date
  courseVersion?: string
  tool: string
  node: string
}

/** The certificate of what is proved, with its digest. Pure: the same record, time and names give the same bytes. */
export function composeCertificate(proved: Proved, circumstances: Circumstances): Certificate {
  const statement = composeStatement(proved, circumstances)
  const file = { kind: CERTIFICATE_KIND, format: CERTIFICATE_FORMAT, statement } as const
  const over = 'the canonical form (RFC 8785) of this JSON file without "digest"'
  return { ...file, digest: { algorithm: 'SHA-256', over, value: digestOf(file) } }
}

/** What a record proves. Pure, as the certificate is. */
export function composeStatement(
  proved: Proved,
  { name, writtenAt, courseVersion, tool, node }: Circumstances,
): Statement {
  const { course, progress } = proved
  const days = progress.days.map((day) => certifiedDay(day, proved)).filter(hasProof)
  const { totals } = progress
  return {
    scope: progress.whole ? 'whole' : 'so far',
    ...(name !== undefined && { name }),
    course: { title: course.title, ...(courseVersion !== undefined && { version: courseVersion }) },
    writtenAt: writtenAt.toISOString(),
    writtenWith: { tool, node },
    totals: {
      days: totals.days,
      gates: totals.gates,
      exercises: totals.exercises,
      topics: totals.topics,
      checks: days.flatMap(({ exercises }) => exercises).reduce((sum, { passed }) => sum + passed, 0),
    },
    gates: progress.gates.map((gate) => certifiedGate(gate, progress.days)),
    days,
    meaning: MEANING,
  }
}

function hasProof({ topics, exercises }: Statement['days'][number]): boolean {
  return topics.length + exercises.length > 0
}

function certifiedDay({ day, title, status, topics, exercises }: DayProgress, proved: Proved) {
  return {
    day,
    title,
    done: status === 'done',
    topics: topics.filter(({ done }) => done).map(({ text }) => text),
    exercises: exercises.flatMap((exercise) => {
      const ref: ExerciseRef = `${day}/${exercise.id}`
      const proof = proved.proofs.get(ref)
      return proof ? [certifiedExercise(exercise, proof, proved.present.get(ref) ?? [])] : []
    }),
  }
}

function certifiedExercise(
  { title, passedAt }: ExerciseProgress,
  proof: Proof,
  present: readonly string[],
): CertifiedExercise {
  const { exercise, judgedAt, checks: of, failing, emulated, solutionSeen } = proof
  return {
    exercise,
    title,
    passedAt: passedAt ?? judgedAt,
    judgedAt,
    ...titlesOf(proof, present),
    passed: of - failing.length,
    of,
    emulated,
    solutionSeenBefore: solutionSeen,
  }
}

/** Today's titles stand in for ones that were not recorded only where nothing speaks against it. */
function titlesOf(proof: Proof, present: readonly string[]): Pick<CertifiedExercise, 'checks' | 'titles'> {
  if (proof.passed) return { checks: proof.passed, titles: 'recorded' }
  const fits = present.length === proof.checks && proof.failing.every((title) => present.includes(title))
  if (!fits) return { checks: [], titles: 'unknown' }
  return { checks: present.filter((title) => !proof.failing.includes(title)), titles: 'present' }
}

function certifiedGate({ gate, day, title, status }: GateProgress, days: readonly DayProgress[]) {
  const exercises = days.find((each) => each.day === day)?.exercises ?? []
  const score = exercises.find((exercise) => exercise.score)?.score
  if (!score) return { gate, day, title, status }
  const { points, of, pass } = score
  const requirements = score.requirements.map(({ title, points, of, must }) => ({ title, points, of, must }))
  return { gate, day, title, status, score: { points, of, pass, requirements } }
}
