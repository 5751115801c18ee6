import type { ExerciseRef } from '../../engine/course/model.ts'
import type { Key } from '../terminal/keys.ts'
import { FILTERS, type Filter, type ListDay, type ListEntry, matchingDays } from './entries.ts'

/** Where a learner is in the list, and what they are doing there. */
export interface ListView {
  filter: Filter
  query: string
  mode: 'choosing' | 'searching' | 'resetting'
  /** The exercise that is pointed at. */
  at: ExerciseRef | undefined
  /** Index of the first line shown. */
  top: number
  message: string
}

/** What there is to point at, and how many lines of it the terminal has room for. */
export interface ListRoom {
  days: ListDay[]
  height: number
}

/** What the list cannot do by itself. */
type ListAct =
  | { act: 'go'; entry: ListEntry }
  | { act: 'reset'; entry: ListEntry }
  | { act: 'leave' }
  | { act: 'interrupt' }

/** The heading of a day, or an exercise. */
export type ListLine = { day: ListDay; entry?: ListEntry }

export function openListView(at: ExerciseRef | undefined, room: ListRoom): ListView {
  const view = settleList({ filter: 'all', query: '', mode: 'choosing', at, top: 0, message: '' }, room)
  return scrolled({ ...view, top: Math.max(0, indexOf(view, linesOf(view, room)) - Math.floor(room.height / 2)) }, room)
}

export function linesOf(view: Pick<ListView, 'filter' | 'query'>, { days }: Pick<ListRoom, 'days'>): ListLine[] {
  return matchingDays(days, view.filter, view.query).flatMap((day) => [
    { day },
    ...day.entries.map((entry) => ({ day, entry })),
  ])
}

/** After a change of the terminal's size or of what there is: the same exercise, in sight. */
export function settleList(view: ListView, room: ListRoom): ListView {
  const shown = entriesOf(view, room)
  const at = shown.some(({ ref }) => ref === view.at) ? view.at : nearestTo(view.at, shown, room)
  return scrolled({ ...view, at }, room)
}

/** What a key does. Pure. */
export function pressList(view: ListView, key: Key, room: ListRoom): ListView | ListAct {
  if (key === 'ctrl-c') return { act: 'interrupt' }
  const entry = entriesOf(view, room).find(({ ref }) => ref === view.at)
  const still: ListView = { ...view, message: '' }
  if (view.mode === 'resetting') return entry && key === 'y' ? { act: 'reset', entry } : { ...still, mode: 'choosing' }
  if (key === 'enter') return entry ? { act: 'go', entry } : still
  const next = view.mode === 'searching' ? typed(still, key) : chosen(still, key, room)
  if ('act' in next) return next
  const steps = stepsOf(key, view.mode, room)
  return steps === 0 ? settleList(next, room) : moved(next, steps, room)
}

function chosen(view: ListView, key: Key, room: ListRoom): ListView | ListAct {
  if (key === 'q' || (key === 'escape' && view.query === '')) return { act: 'leave' }
  if (key === 'escape') return { ...view, query: '' }
  if (key === 'tab' || key === 'right') return { ...view, filter: filterAfter(view.filter, 1) }
  if (key === 'shift-tab' || key === 'left') return { ...view, filter: filterAfter(view.filter, -1) }
  if (key === '/') return { ...view, mode: 'searching', query: '' }
  // Days are asked for by their number.
  if (/^\d$/.test(key)) return { ...view, mode: 'searching', query: key }
  if (key === 'r' && entriesOf(view, room).length > 0) return { ...view, mode: 'resetting' }
  return view
}

function typed(view: ListView, key: Key): ListView {
  if (key === 'escape') return { ...view, mode: 'choosing', query: '' }
  if (key === 'up' || key === 'down' || key === 'tab') return { ...view, mode: 'choosing' }
  if (key === 'backspace') {
    return view.query === '' ? { ...view, mode: 'choosing' } : { ...view, query: [...view.query].slice(0, -1).join('') }
  }
  if (key === 'ctrl-u') return { ...view, query: '' }
  const character = key === 'space' ? ' ' : key
  return [...character].length === 1 ? { ...view, query: view.query + character } : view
}

/** Exercises to go by, with a sign. */
function stepsOf(key: Key, mode: ListView['mode'], { height }: ListRoom): number {
  const screen = Math.max(1, height - 2)
  const named: Record<Key, number> = {
    up: -1,
    down: 1,
    'page-up': -screen,
    'page-down': screen,
    home: Number.NEGATIVE_INFINITY,
    end: Number.POSITIVE_INFINITY,
  }
  const letters: Record<Key, Key> = { k: 'up', j: 'down', g: 'home', G: 'end', b: 'page-up', space: 'page-down' }
  return named[mode === 'choosing' ? (letters[key] ?? key) : key] ?? 0
}

function moved(view: ListView, steps: number, room: ListRoom): ListView {
  const shown = entriesOf(view, room)
  const from = shown.findIndex(({ ref }) => ref === view.at)
  const to = Math.max(0, Math.min(shown.length - 1, from + steps))
  return scrolled({ ...view, at: shown[to]?.ref }, room)
}

function entriesOf(view: ListView, { days }: Pick<ListRoom, 'days'>): ListEntry[] {
  return matchingDays(days, view.filter, view.query).flatMap(({ entries }) => entries)
}

/** The first that is left from there on, else the last before. Where nothing is left, the place is kept for what comes. */
function nearestTo(at: ExerciseRef | undefined, shown: ListEntry[], { days }: ListRoom): ExerciseRef | undefined {
  const all = days.flatMap(({ entries }) => entries.map(({ ref }) => ref))
  const from = at === undefined ? 0 : all.indexOf(at)
  return (shown.find(({ ref }) => all.indexOf(ref) >= from) ?? shown.at(-1))?.ref ?? at
}

/** The exercise that is pointed at is in sight, and with the first of a day its heading. */
function scrolled(view: ListView, room: ListRoom): ListView {
  const lines = linesOf(view, room)
  const at = indexOf(view, lines)
  const from = room.height > 1 && lines[at - 1]?.entry === undefined ? at - 1 : at
  const top = Math.max(at - room.height + 1, Math.min(view.top, from))
  return { ...view, top: Math.max(0, Math.min(top, lines.length - room.height)) }
}

function indexOf(view: ListView, lines: ListLine[]): number {
  return Math.max(
    0,
    lines.findIndex(({ entry }) => entry !== undefined && entry.ref === view.at),
  )
}

function filterAfter(filter: Filter, step: 1 | -1): Filter {
  return FILTERS.at((FILTERS.indexOf(filter) + step) % FILTERS.length) ?? 'all'
}
