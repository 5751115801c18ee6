import type { VerdictStatus } from '../engine/judge/verdict.ts'
import type { Finding } from './finding.ts'

/** What `author check` found out. Plain data: `--json` prints it as it is. */
export interface AuthorReport {
  /** True when no finding is an error. */
  ok: boolean
  days: DayReport[]
  /** About course.yaml and the course as a whole. */
  findings: Finding[]
  /** What could not be looked at on this machine, and why. */
  notes: string[]
  ms: number
}

export interface DayReport {
  day: number
  room: string
  title: string
  status: 'ready' | 'broken'
  words: number
  topics: number
  questions: number
  demos: number
  bench: 'none' | 'boots' | 'fails' | 'not-run'
  exercises: ExerciseReport[]
  findings: Finding[]
}

export interface ExerciseReport {
  id: string
  checks: number
  /** Undefined: not judged, for a reason that a finding names. */
  starter?: VerdictStatus
  solution?: VerdictStatus
  /** Undefined: left out. */
  mistakes?: { known: number; caught: number }
  /** What was as promised only when it was judged again with nothing else going on. */
  secondLooks: string[]
  /** Wrong answers whose failing cases are not kept as they are now. */
  unnoted: string[]
  /** Of judging, all runs together. */
  ms: number
}

export function isSound(report: Pick<AuthorReport, 'days' | 'findings'>): boolean {
  return allFindings(report).every((finding) => finding.level !== 'error')
}

function allFindings(report: Pick<AuthorReport, 'days' | 'findings'>): Finding[] {
  return [...report.findings, ...report.days.flatMap((day) => day.findings)]
}
