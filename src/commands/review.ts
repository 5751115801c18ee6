import type { DueReview } from '../../tracker/review-schedule.ts'
import { readDayQuestions } from '../engine/quiz/read-day.ts'
import { EXIT } from '../problem.ts'
import { lookOf } from '../ui/look.ts'
import { loadHighlight } from '../ui/markdown.ts'
import { renderQuizSummary } from '../ui/quiz.ts'
import { renderDue } from '../ui/review.ts'
import { isInteractive, type World } from '../world.ts'
import { type Learner, openLearner } from './parts/learner.ts'
import { type PosedQuestion, walkQuestions } from './parts/quiz-walk.ts'

/** `course review`: asks the questions that are due again, and names the exercises to do again. */
export async function run(_args: string[], options: { json?: boolean }, world: World): Promise<number> {
  const learner = await openLearner(world)
  const { due } = learner.progress
  if (options.json) {
    world.stdout.write(`${JSON.stringify({ due }, null, 2)}\n`)
    return EXIT.ok
  }
  const look = lookOf(world)
  world.stdout.write(renderDue(due, world.now(), look))
  const posed = due.filter(({ kind }) => kind === 'question').flatMap((review) => posedQuestion(review, learner))
  if (posed.length === 0 || !isInteractive(world)) return EXIT.ok
  world.stdout.write('\n')
  const { right, of } = await walkQuestions(posed, learner, { look, highlight: await loadHighlight(look) }, world)
  world.stdout.write(renderQuizSummary({ right, of, next: 'course next' }, look))
  return right === of ? EXIT.ok : EXIT.notYet
}

function posedQuestion(review: DueReview, { course }: Learner): PosedQuestion[] {
  const day = course.days.find((candidate) => candidate.day === review.day)
  const id = review.ref.slice(review.ref.indexOf(':') + 1)
  const question = day && readDayQuestions(course, day).find((candidate) => candidate.id === id)
  return day && question ? [{ day, question }] : []
}
