import { Problem } from '../../problem.ts'
import { toType } from '../../to-type.ts'
import { readQuestions } from '../course/load.ts'
import type { Course, Day } from '../course/model.ts'
import { ParseFailure } from '../course/parse.ts'
import type { Question } from '../course/schema.ts'

/**
 * The questions of a day.
 * @throws Problem when it has none, or they cannot be read
 */
export function readDayQuestions(course: Course, day: Day): Question[] {
  if (day.status === 'coming') {
    throw new Problem(`Day ${day.day}, ${day.title}, is not written yet.`, `\`${toType('list')}\` shows what is ready.`)
  }
  const questions = questionsOf(course, day)
  if (questions.length > 0) return questions
  const others = course.days.filter((other) => other.questionIds.length > 0).map((other) => other.day)
  const hint = others.length > 0 ? `These days have some: ${others.join(', ')}.` : 'No day of this course has any.'
  throw new Problem(`Day ${day.day} has no quiz.`, hint)
}

function questionsOf(course: Course, day: Day): Question[] {
  try {
    return readQuestions(course, day)
  } catch (error) {
    if (!(error instanceof ParseFailure)) throw error
    throw new Problem(
      `lessons/${day.room}/quiz.yaml cannot be read: ${error.message}`,
      'Mend that line, or tell the author of the course.',
    )
  }
}
