import { checksum } from '../checksum.ts'
import { type Course, type Day, type Exercise, type ExerciseRef, refOf, type Topic } from '../engine/course/model.ts'
import { readStarter } from '../engine/workbook/starters.ts'

/** What a newer state of a course changes for those who are in the middle of it. Topics are named by their ids. */
export interface Release {
  days: { added: number[]; changed: number[] }
  exercises: {
    added: ExerciseRef[]
    /** Followed by their aliases. */
    renamed: { from: ExerciseRef; to: ExerciseRef }[]
    /** Learners who have not edited theirs get the new one. */
    starters: ExerciseRef[]
    /** A pass stays one, "of an earlier version". */
    checks: ExerciseRef[]
  }
  topics: {
    added: string[]
    /** They ask for more than before: a tick may go. */
    harder: { id: string; more: string[] }[]
  }
  /** What learners have done and the course no longer knows. */
  lost: { what: 'day' | 'exercise' | 'question' | 'topic'; name: string; why: string }[]
}

/** Compares two states of a course. Days are the same where their numbers are. */
export function compareReleases(before: Course, after: Course): Release {
  const release: Release = {
    days: { added: [], changed: [] },
    exercises: { added: [], renamed: [], starters: [], checks: [] },
    topics: { added: [], harder: [] },
    lost: [],
  }
  const ready = (course: Course) => course.days.filter(({ status }) => status === 'ready')
  const earlier = new Map(ready(before).map((day) => [day.day, day]))
  const later = new Map(ready(after).map((day) => [day.day, day]))
  for (const [number, day] of later) {
    const was = earlier.get(number)
    if (!was) release.days.added.push(number)
    else if (was.digest !== day.digest) release.days.changed.push(number)
    compareExercises(before, after, was, day, release)
  }
  for (const [number, day] of earlier) {
    const is = later.get(number)
    if (is) compareQuestions(day, is, release)
    else release.lost.push({ what: 'day', name: `${number}, ${day.title}`, why: movedTo(day, later) })
  }
  compareTopics([...earlier.values()], [...later.values()], release)
  return release
}

function movedTo({ slug }: Day, later: Map<number, Day>): string {
  const moved = [...later.values()].find((day) => day.slug === slug)
  return moved ? `it is day ${moved.day} now, and records go by the number` : 'it is not there any more'
}

function compareExercises(before: Course, after: Course, was: Day | undefined, day: Day, release: Release): void {
  const { exercises, lost } = release
  const old = was?.exercises ?? []
  for (const exercise of day.exercises) {
    const ref = refOf(day, exercise)
    const earlier = old.find(({ id }) => id === exercise.id) ?? old.find(({ id }) => exercise.aliases.includes(id))
    if (!was || !earlier) {
      exercises.added.push(ref)
      continue
    }
    if (earlier.id !== exercise.id) exercises.renamed.push({ from: refOf(was, earlier), to: ref })
    if (checksum((earlier.checks ?? []).join()) !== checksum((exercise.checks ?? []).join())) exercises.checks.push(ref)
    if (starterOf(before, was, earlier) !== starterOf(after, day, exercise)) exercises.starters.push(ref)
  }
  const known = new Set(day.exercises.flatMap(({ id, aliases }) => [id, ...aliases]))
  for (const exercise of old.filter(({ id }) => !known.has(id))) {
    const why = 'no exercise of the day has its id, or has it among its aliases'
    lost.push({ what: 'exercise', name: refOf(was as Day, exercise), why })
  }
}

/** The texts alone: a renamed file is the same starter. */
function starterOf(course: Course, day: Day, exercise: Exercise): string {
  const texts = readStarter(course, day, exercise).map(({ content }) => content.toString('latin1'))
  return checksum(texts.join('\n'))
}

function compareQuestions(was: Day, is: Day, { lost }: Release): void {
  for (const id of was.questionIds.filter((each) => !is.questionIds.includes(each))) {
    lost.push({ what: 'question', name: `${was.day}/quiz:${id}`, why: 'the quiz has no question with its id' })
  }
}

function compareTopics(earlier: Day[], later: Day[], { topics, lost }: Release): void {
  const old = new Map(earlier.flatMap((day) => day.topics.map((topic) => [topic.id, { day, topic }])))
  const now = new Map(later.flatMap((day) => day.topics.map((topic) => [topic.id, { day, topic }])))
  for (const [id, { day, topic }] of now) {
    const was = old.get(id)
    if (!was) topics.added.push(id)
    else {
      const before = new Set(evidenceOf(was.topic, day))
      const more = evidenceOf(topic, day).filter((each) => !before.has(each))
      if (more.length > 0) topics.harder.push({ id, more })
    }
  }
  for (const id of old.keys()) {
    if (!now.has(id)) lost.push({ what: 'topic', name: id, why: 'no day has it any more' })
  }
}

/** By the names of today. */
function evidenceOf({ evidence }: Topic, { exercises }: Day): string[] {
  return evidence.map((each) => exercises.find(({ aliases }) => aliases.includes(each))?.id ?? each)
}
