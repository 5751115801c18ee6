import { notesOf } from '../../tracker/notes.ts'
import { type SearchText, textOf } from '../engine/search/entries.ts'
import { openIndex } from '../engine/search/kept-index.ts'
import { type Found, type SearchResult, searchIndex } from '../engine/search/search.ts'
import { EXIT } from '../problem.ts'
import { shellWord } from '../shell-word.ts'
import { toType } from '../to-type.ts'
import { splitSections } from '../ui/markdown/markdown.ts'
import { contextOf } from '../ui/search/context.ts'
import { renderNothing, renderResults, resultChoices, type SearchHit, searchJson } from '../ui/search/results.ts'
import { type Look, lookOf } from '../ui/terminal/look.ts'
import { choose } from '../ui/terminal/menu.ts'
import { isInteractive, type World } from '../world.ts'
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
  const { index, keep } = openIndex(learner.course, noteTexts(learner), splitSections, world)
  const result = searchIndex(index, words.join(' '))
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

function hitOf(found: Found, { course, record }: Learner, look: Pick<Look, 'width' | 'unicode'>): SearchHit {
  const { kind, day, title, name, score, isFound } = found
  const note =
    kind === 'note'
      ? notesOf(record.events).find((each) => each.day === day && String(each.number) === name)
      : undefined
  const text = note?.text ?? textOf(course, found, splitSections)
  return {
    kind,
    day,
    title,
    name,
    isFound,
    score,
    context: contextOf(text, title, isFound, look),
    command: toType(commandFor(found)),
  }
}

function commandFor({ kind, day, name }: Found): string {
  switch (kind) {
    case 'section':
      return `day ${day} --section ${name}`
    case 'exercise':
      return `watch ${day}/${name}`
    case 'question':
      return `quiz ${day}`
    case 'note':
      return `note ${day} --list`
    default:
      return `day ${day}`
  }
}

function noteTexts({ record }: Learner): SearchText[] {
  return notesOf(record.events).map(({ day, number, text }) => {
    const [title = ''] = text.split('\n')
    return { kind: 'note', day, name: String(number), title, text }
  })
}

/** Titles, and which days are closed. */
function daysOf({ course, progress }: Learner): Map<number, string> {
  const locked = new Set(progress.days.filter(({ status }) => status === 'locked').map(({ day }) => day))
  return new Map(
    course.days.map(({ day, title }) => [day, locked.has(day) ? `${title} (closed: its gate is not passed)` : title]),
  )
}
