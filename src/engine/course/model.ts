import type { ServiceName } from '../../services/service.ts'

/** A course as the tool sees it: parsed once from a folder, trusted from there on. Plain data, so it can be cached as JSON. */
export interface Course {
  /** Absolute path of the folder that holds course.yaml. */
  root: string
  title: string
  phases: Phase[]
  gates: Gate[]
  days: Day[]
  roadmap: RoadmapPhase[]
  /** What the days use beyond Node.js, as the author says it. */
  services?: ServiceUse[]
  /** Days that could not be read, each with why. The rest of the course still works. */
  broken: BrokenDay[]
  /** What was asked for, as a BCP 47 tag, where a lesson is read in it; undefined: all are read as they are written. */
  language?: string
}

export interface ServiceUse {
  /** `redis`, `mongodb`, `postgres`, `smtp`, `s3`, `nginx`, `docker` */
  id: string
  /** The first day that uses it. */
  from: number
  use: string
}

export interface Phase {
  id: number
  title: string
  days: number[]
}

/** A project day that must be passed before the phase after it opens. */
export interface Gate {
  gate: number
  day: number
  title: string
  /** Points of 100 that the day's project must reach. */
  pass: number
}

export interface RoadmapPhase {
  phase: number
  title: string
  /** Topic ids, from any day. */
  topics: string[]
}

export interface BrokenDay {
  day: number | undefined
  file: string
  message: string
}

export interface Day {
  day: number
  slug: string
  title: string
  outcome: string
  phase: number
  gate?: number
  /** `coming`: listed from course.yaml, nothing written yet. */
  status: 'ready' | 'coming'
  /** Minutes a learner needs, as the author estimates. */
  minutes: number
  topics: Topic[]
  exercises: Exercise[]
  /** In the order of quiz.yaml. */
  questionIds: string[]
  /** By ids: what questions were called before; undefined where none was called otherwise. */
  questionAliases?: Record<string, string[]>
  /** File names without extension, in lessons/<room>/demo, in alphabetical order. */
  demos: string[]
  hasBench: boolean
  search: string[]
  /** Of the lesson and the quiz as they were read; undefined for a day that is coming. */
  digest?: string
  /** The folder name that lessons/, exercises/, checks/ and solutions/ share: `07-middleware`. */
  room: string
  /** What that folder was called before, numbers included; undefined where it was never called otherwise. */
  aliases?: string[]
  /** The `lesson.<language>.md` beside its lesson.md, by their languages. */
  translations?: Translation[]
  /** Those that its text is read from, the first that has a section; undefined: from lesson.md alone. */
  languages?: string[]
}

export interface Translation {
  /** A BCP 47 tag in lower case: `de`, `pt-br`. */
  language: string
  /** Of the day; undefined: the file cannot be read, and is used for nothing. */
  title?: string
}

export interface Topic {
  id: string
  text: string
  /** Earlier ids. */
  aliases?: string[]
  /**
   * Exercise ids of the same day, `quiz:<question id>`, `bench`, or `<project>/<requirement>`, which must be scored in
   * full. All must hold for a tick.
   */
  evidence: string[]
}

/**
 * How an exercise is judged.
 * module: its checks import it, inside a fenced worker process.
 * server: it exports `buildApp`; it runs in a process of its own and is asked over HTTP.
 * project: a folder with a program, started as its operator would start it, asked over HTTP and judged by points.
 */
export type ExerciseKind = 'module' | 'server' | 'project'

export interface Exercise {
  /** The file's (or folder's) name without extension; unique within its day. */
  id: string
  title: string
  kind: ExerciseKind
  minutes: number
  hints: string[]
  services: ServiceName[]
  limits: Limits
  /** Earlier ids, so that a rename loses nobody's progress; with the day where it was in another: `05-streams/old-id`. */
  aliases: string[]
  /** Where a learner's version may lie since before, relative to a workbook and without extension: `05-streams/old-id`. */
  earlier?: string[]
  /** Relative to exercises/<room>: `compose.ts`, or `production-chain/` for a folder. */
  file: string
  /** A checksum of the title of each of its checks, in their order; undefined where they cannot be read. */
  checks?: string[]
  /** Of a project, and of nothing else. */
  project?: Project
}

export interface Project {
  /** In the order of the scorecard; their points make 100. */
  requirements: Requirement[]
  /** Points that count as a pass: the mark of the day's gate. */
  pass: number
  /** Relative to its folder. */
  entry?: string
}

export interface Requirement {
  id: string
  title: string
  /** What its checks are worth together. */
  points: number
  /** Without all its points the project does not pass, whatever the others make. */
  must: boolean
}

export interface Limits {
  /** For the whole run, wall clock. */
  seconds: number
  /** V8 old space of the learner's process; its resident memory may be this plus 192 MB. */
  heapMb: number
}

/** `2/map-limit`: how an exercise is named everywhere, on the command line and in progress.json. */
export type ExerciseRef = `${number}/${string}`

export function refOf(day: Pick<Day, 'day'>, exercise: Pick<Exercise, 'id'>): ExerciseRef {
  return `${day.day}/${exercise.id}`
}
