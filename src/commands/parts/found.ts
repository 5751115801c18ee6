import { notesOf } from '../../../tracker/notes.ts'
import { type SearchText, textOf } from '../../engine/search/entries.ts'
import { type OpenedIndex, openIndex } from '../../engine/search/kept-index.ts'
import { type Found, type SearchResult, searchIndex } from '../../engine/search/search.ts'
import { toType } from '../../to-type.ts'
import { contextOf } from '../../ui/search/context.ts'
import type { SearchHit } from '../../ui/search/results.ts'
import type { Look } from '../../ui/terminal/look.ts'
import type { World } from '../../world.ts'
import type { Learner } from './learner.ts'

/** What the course and the learner's notes have of some words. `keep` is for after the answer: the next search is faster. */
export function searchCourse(
  learner: Learner,
  query: string,
  world: Pick<World, 'env' | 'packageRoot' | 'now'>,
): SearchResult & Pick<OpenedIndex, 'keep'> {
  const { index, keep } = openIndex(learner.course, noteTexts(learner), world)
  return { ...searchIndex(index, query), keep }
}

/** One thing that was found, with the line of it that says the words, cut to a width. */
export function hitOf(found: Found, { course, record }: Learner, look: Pick<Look, 'width' | 'unicode'>): SearchHit {
  const { kind, day, title, name, score, isFound } = found
  const note =
    kind === 'note'
      ? notesOf(record.events).find((each) => each.day === day && String(each.number) === name)
      : undefined
  const text = note?.text ?? textOf(course, found)
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
