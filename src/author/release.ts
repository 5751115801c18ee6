import type { Course } from '../engine/course/model.ts'
import type { Release } from './release/changes.ts'
import { pairDays, withFolders } from './release/days.ts'
import { compareExercises } from './release/exercises.ts'
import { compareQuestions } from './release/questions.ts'
import { compareTopics } from './release/topics.ts'

/** Compares two states of a course. What is the same under another name, its aliases say. */
export function compareReleases(before: Course, after: Course): Release {
  const release: Release = {
    days: { added: [], changed: [], renamed: [] },
    exercises: { added: [], renamed: [], starters: [], checks: [] },
    questions: { renamed: [] },
    topics: { added: [], renamed: [], harder: [] },
    lost: [],
  }
  const pairs = pairDays(before, after, release)
  const courses = { before, after: withFolders(after, pairs) }
  compareExercises(courses, pairs, release)
  compareQuestions(courses, pairs, release)
  compareTopics(courses, pairs, release)
  return release
}
