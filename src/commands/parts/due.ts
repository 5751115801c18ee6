import type { DueReview } from '../../../tracker/review-schedule.ts'
import type { Day } from '../../engine/course/model.ts'
import type { Question } from '../../engine/course/schema.ts'
import { readDayQuestions } from '../../engine/quiz/read-day.ts'
import type { Learner } from './learner.ts'

/** The question that is due; undefined where the course has it no more. */
export function questionOf(
  { day: number, ref }: Pick<DueReview, 'day' | 'ref'>,
  { course }: Pick<Learner, 'course'>,
): { day: Day; question: Question } | undefined {
  const day = course.days.find((candidate) => candidate.day === number)
  const id = ref.slice(ref.indexOf(':') + 1)
  const question = day && readDayQuestions(course, day).find((candidate) => candidate.id === id)
  return day && question && { day, question }
}
