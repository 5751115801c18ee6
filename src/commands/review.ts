import { findExercise } from '../engine/course/find.ts'
import { refOf } from '../engine/course/model.ts'
import { toJson } from '../json.ts'
import { EXIT } from '../problem.ts'
import { toType } from '../to-type.ts'
import { loadHighlight } from '../ui/markdown/markdown.ts'
import { renderQuizSummary } from '../ui/quiz/quiz.ts'
import { dueMenu } from '../ui/quiz/redo.ts'
import { renderDue } from '../ui/quiz/review.ts'
import { lookOf } from '../ui/terminal/look.ts'
import { choose } from '../ui/terminal/menu.ts'
import { isInteractive, type World } from '../world.ts'
import { questionOf } from './parts/due.ts'
import { openLearner } from './parts/learner.ts'
import { exitOf, walkQuestions } from './parts/quiz-walk.ts'

interface Options {
  json?: boolean
  again?: boolean
}

/**
 * `course review`: asks the questions that are due again, and offers the exercises that are, to be written again.
 * `course review <exercise>`: one of those, due or not.
 */
export async function run([query]: string[], options: Options, world: World): Promise<number> {
  const learner = await openLearner(world)
  if (query !== undefined) {
    return (await import('./review/redo.ts')).redo(findExercise(learner.course, query), options, world)
  }
  const { due } = learner.progress
  if (options.json) {
    world.stdout.write(toJson({ due }))
    return EXIT.ok
  }
  const look = lookOf(world)
  world.stdout.write(renderDue(due, world.now(), look))
  if (!isInteractive(world)) return EXIT.ok
  const posed = due.filter(({ kind }) => kind === 'question').flatMap((review) => questionOf(review, learner) ?? [])
  if (posed.length === 0) return offerExercises(world)
  world.stdout.write('\n')
  const walked = await walkQuestions(posed, learner, { look, highlight: await loadHighlight(look) }, world)
  world.stdout.write(renderQuizSummary({ ...walked, next: toType('next') }, look))
  const code = exitOf(walked)
  return code === EXIT.interrupted ? code : Math.max(code, await offerExercises(world))
}

/** One after the other, until none is due or the learner has had enough. */
async function offerExercises(world: World): Promise<number> {
  for (let code: number = EXIT.ok; ; ) {
    const { course, progress } = await openLearner(world)
    const due = progress.due.flatMap(({ kind, ref }) => (kind === 'exercise' ? [findExercise(course, ref)] : []))
    if (due.length === 0) return code
    const choices = dueMenu(due.map(({ day, exercise }) => ({ ref: refOf(day, exercise), title: exercise.title })))
    const ref = await choose(world, { message: 'Which one will you write again?', choices })
    if (ref === undefined) return EXIT.interrupted
    if (ref === '') return code
    code = await (await import('./review/redo.ts')).redo(findExercise(course, ref), {}, world)
    if (code === EXIT.interrupted) return code
  }
}
