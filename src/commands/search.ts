import type { Found, SearchResult } from '../engine/search/search.ts'
import { EXIT } from '../problem.ts'
import { shellWord } from '../shell-word.ts'
import { renderNothing, renderResults, resultChoices, searchJson } from '../ui/search/results.ts'
import { type Look, lookOf } from '../ui/terminal/look.ts'
import { choose } from '../ui/terminal/menu.ts'
import { isInteractive, type World } from '../world.ts'
import { hitOf, searchCourse } from './parts/found.ts'
import { type Learner, openLearner } from './parts/learner.ts'

interface Options {
  json?: boolean
  all?: boolean
}

/** About a screen of them, and what one looks through in a menu. */
const MOST = { printed: 8, inMenu: 30 }
const IN_JSON = { width: 200, unicode: true }
const LEAVE = 'leave'

/**
 * `course search <words>`: what the course and the learner's notes have of them. At a terminal one of it can be opened.
 * Exit 1 when nothing is found.
 */
export async function run(words: string[], options: Options, world: World): Promise<number> {
  const learner = await openLearner(world)
  const { keep, ...result } = searchCourse(learner, words.join(' '), world)
  const code = await show(words, result, options, learner, world)
  keep()
  return code
}

async function show(words: string[], result: SearchResult, options: Options, learner: Learner, world: World) {
  const look = lookOf(world)
  const { found, near } = result
  const query = words.join(' ')
  if (options.json) {
    const hits = found.map((each) => hitOf(each, learner, IN_JSON))
    world.stdout.write(searchJson({ query, ...result, hits }))
  } else if (found.length === 0) world.stdout.write(renderNothing(query, near, look))
  else if (isInteractive(world)) return openOne(query, found.slice(0, MOST.inMenu), learner, look, world)
  else {
    const hits = found
      .slice(0, options.all ? undefined : MOST.printed)
      .map((each) => hitOf(each, learner, { ...look, width: look.width - 4 }))
    const asked = words.map((word) => shellWord(word)).join(' ')
    const view = { query: asked, hits, more: found.length - hits.length, has: result.has, days: daysOf(learner) }
    world.stdout.write(renderResults(view, look))
  }
  return found.length > 0 ? EXIT.ok : EXIT.notYet
}

async function openOne(query: string, found: Found[], learner: Learner, look: Look, world: World): Promise<number> {
  const hits = found.map((each) => hitOf(each, learner, look))
  const choices = [...resultChoices({ hits, days: daysOf(learner) }, look), { name: 'Leave', value: LEAVE }]
  const chosen = await choose(world, { message: `Found for "${query}"`, choices })
  if (chosen === undefined) return EXIT.interrupted
  const one = found[Number(chosen)]
  if (chosen === LEAVE || !one) return EXIT.ok
  const day = String(one.day)
  switch (one.kind) {
    case 'question':
      return (await import('./quiz.ts')).run([day], {}, world)
    case 'note':
      return (await import('./note.ts')).run([day], { list: true }, world)
    case 'section':
      return (await import('./day.ts')).run([day], { section: one.name }, world)
    case 'exercise':
      return (await import('./day.ts')).run([day], { exercise: one.name }, world)
    default:
      return (await import('./day.ts')).run([day], {}, world)
  }
}

/** Titles, and which days are closed. */
function daysOf({ course, progress }: Learner): Map<number, string> {
  const locked = new Set(progress.days.filter(({ status }) => status === 'locked').map(({ day }) => day))
  return new Map(
    course.days.map(({ day, title }) => [day, locked.has(day) ? `${title} (closed: its gate is not passed)` : title]),
  )
}
