import { type FoundExercise, findExercise } from '../engine/course/find.ts'
import { refOf } from '../engine/course/model.ts'
import { compareWithSolution } from '../engine/workbook/compare.ts'
import { readSolution } from '../engine/workbook/starters.ts'
import { EXIT, Problem } from '../problem.ts'
import { toType } from '../to-type.ts'
import { renderDiff } from '../ui/code/diff.ts'
import { renderSources } from '../ui/code/source.ts'
import { loadHighlight } from '../ui/markdown/markdown.ts'
import { type Look, lookOf } from '../ui/terminal/look.ts'
import { askYesNo } from '../ui/terminal/prompt.ts'
import { isInteractive, type World } from '../world.ts'
import { type Learner, openLearner } from './parts/learner.ts'
import { offerMistakes, othersMistakes } from './parts/others-mistakes.ts'
import { hasPassed } from './parts/standing.ts'

interface Options {
  diff?: boolean
  mistakes?: boolean
  yes?: boolean
}

/** `course solution <exercise>`: freely after it passed; before that only when the learner says so, and it is recorded. */
export async function run([query = '']: string[], options: Options, world: World): Promise<number> {
  const learner = await openLearner(world)
  const found = findExercise(learner.course, query)
  const ref = refOf(found.day, found.exercise)
  const passed = hasPassed(learner, found)
  if (!passed && !options.yes && !(await isWanted(ref, world))) {
    world.stdout.write(`Good. A hint instead: ${toType(`hint ${ref}`)}\n`)
    return EXIT.ok
  }
  const look = lookOf(world)
  world.stdout.write(await shown(learner, found, options, look))
  await learner.add({ type: 'solution-seen', exercise: ref, beforePassing: !passed })
  if (passed && !options.mistakes) await offerMistakes(learner.course, found, world)
  return EXIT.ok
}

function shown(learner: Learner, found: FoundExercise, { diff, mistakes }: Options, look: Look): Promise<string> {
  if (mistakes) return othersMistakes(learner.course, found, look)
  return diff ? differences(learner, found, look) : sources(learner, found, look)
}

async function isWanted(ref: string, world: World): Promise<boolean> {
  if (isInteractive(world)) {
    return askYesNo(world, `You have not passed ${ref} yet. See the solution anyway?`)
  }
  throw new Problem(
    `You have not passed ${ref} yet.`,
    `A hint may be enough: \`${toType(`hint ${ref}`)}\`. To see the solution anyway, add --yes.`,
    { exitCode: EXIT.notYet },
  )
}

async function sources({ course }: Learner, { day, exercise }: FoundExercise, look: Look): Promise<string> {
  const files = readSolution(course, day, exercise).map(({ path, content }) => ({
    path,
    text: content.toString('utf8'),
  }))
  return renderSources(files, look, await loadHighlight(look))
}

async function differences(
  { course, workbook }: Learner,
  { day, exercise }: FoundExercise,
  look: Look,
): Promise<string> {
  const files = await compareWithSolution(workbook, course, day, exercise)
  return files.length > 0
    ? renderDiff(files, ['yours', 'solution'], look)
    : 'Your version and the solution are the same, letter for letter.\n'
}
