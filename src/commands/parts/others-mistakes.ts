import type { FoundExercise } from '../../engine/course/find.ts'
import { type Course, refOf } from '../../engine/course/model.ts'
import type { ShownMistake } from '../../engine/mistakes/show.ts'
import { loadHighlight } from '../../ui/markdown/markdown.ts'
import { renderMistake, renderMistakes, renderOffer } from '../../ui/mistakes/mistakes.ts'
import { type Look, lookOf } from '../../ui/terminal/look.ts'
import { choose } from '../../ui/terminal/menu.ts'
import { truncate } from '../../ui/text/fit.ts'
import { isInteractive, type World } from '../../world.ts'

/** What others got wrong at an exercise: all of it, one below the other. */
export async function othersMistakes(course: Course, found: FoundExercise, look: Look): Promise<string> {
  const shown = await load(course, found)
  const ref = refOf(found.day, found.exercise)
  if (shown.length === 0) return `The course knows no wrong answers to ${ref}.\n`
  return renderMistakes(shown, look, await loadHighlight(look))
}

/** Offers it to a learner who has passed: a choice in a terminal, elsewhere a word on how to see it. */
export async function offerMistakes(course: Course, found: FoundExercise, world: World): Promise<void> {
  const shown = await load(course, found)
  if (shown.length === 0) return
  const look = lookOf(world)
  if (!isInteractive(world)) {
    // The solution may be on its way into a file.
    world.stderr.write(renderOffer(refOf(found.day, found.exercise), shown.length))
    return
  }
  const highlight = await loadHighlight(look)
  const named = shown.map(({ name, header }) => ({ name: truncate(header.wrong, look, look.width - 4), value: name }))
  for (let start: string | undefined; ; ) {
    const choice = await choose(world, {
      message: 'What others got wrong here',
      choices: [{ name: 'Enough', value: '' }, ...named],
      ...(start !== undefined && { start }),
    })
    const chosen = shown.find(({ name }) => name === choice)
    if (!chosen) return
    world.stdout.write(`\n${renderMistake(chosen, look, highlight)}\n`)
    start = chosen.name
  }
}

async function load(course: Course, { day, exercise }: FoundExercise): Promise<ShownMistake[]> {
  const { showMistakes } = await import('../../engine/mistakes/show.ts')
  return showMistakes(course, day, exercise)
}
