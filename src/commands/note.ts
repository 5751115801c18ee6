import { type Note, notesOf } from '../../tracker/notes.ts'
import type { NewEvent } from '../../tracker/store.ts'
import { findDay } from '../engine/course/find.ts'
import type { Course, Day } from '../engine/course/model.ts'
import { EXIT, Problem } from '../problem.ts'
import { shellWord } from '../shell-word.ts'
import { toType } from '../to-type.ts'
import { firstLine, notesJson, notesMarkdown, renderNotes } from '../ui/notes/notes.ts'
import { lookOf } from '../ui/terminal/look.ts'
import type { World } from '../world.ts'
import { type Written, writeText } from './note/write-text.ts'
import { type Learner, openLearner } from './parts/learner.ts'

interface Options {
  list?: boolean
  json?: boolean
  markdown?: boolean
  /** A number as it was typed, or true without one. */
  edit?: string | boolean
  delete?: string
}

/** The notes of one day, and where new ones are recorded. */
interface Desk {
  world: World
  learner: Learner
  day: Day
  notes: Note[]
}

/** `course note`: all notes; with a day and a text, or an editor, a new one; `--edit` and `--delete` change one. */
export async function run([query, ...words]: string[], options: Options, world: World): Promise<number> {
  const learner = await openLearner(world)
  const { course } = learner
  const all = notesOf(learner.record.events)
  const day = query === undefined ? undefined : findDay(course, query)
  const notes = day ? all.filter((note) => note.day === day.day) : all
  const text = words.join(' ').trim()
  if (!isForReading(options, text, day)) {
    if (!day)
      throw new Problem('Which day is the note of?', `Name it first, as in: ${toType('note 7 --edit 2')}`, {
        code: 'usage',
      })
    await change({ world, learner, day, notes }, options, text)
    if (!options.json) return EXIT.ok
    const { record } = await openLearner(world)
    world.stdout.write(notesJson(notesOf(record.events).filter((note) => note.day === day.day)))
    return EXIT.ok
  }
  world.stdout.write(shown(notes, day ? [day] : course.days, options, world))
  return EXIT.ok
}

function isForReading(options: Options, text: string, day: Day | undefined): boolean {
  if (options.edit !== undefined || options.delete !== undefined || text !== '') return false
  return day === undefined || options.list === true || options.json === true || options.markdown === true
}

function shown(notes: Note[], days: Course['days'], { json, markdown }: Options, world: World): string {
  if (json) return notesJson(notes)
  return markdown ? notesMarkdown(notes, days) : renderNotes(notes, days, lookOf(world))
}

async function change(desk: Desk, options: Options, text: string): Promise<void> {
  const said =
    options.delete !== undefined
      ? await deleteNote(desk, options.delete, text)
      : options.edit !== undefined
        ? await editNote(desk, options.edit, text)
        : await addNote(desk, text)
  if (!options.json) desk.world.stdout.write(`${said}\n`)
}

async function addNote(desk: Desk, given: string): Promise<string> {
  const { day, world } = desk
  const written = await writeText(given, '', `day-${day.day}.md`, world)
  if (!written) return 'Nothing was written, so there is no new note.'
  await record(desk, { type: 'note', day: day.day, text: written.text }, written)
  return `Kept with day ${day.day}, ${day.title}. To read it again: ${toType(`note ${day.day} --list`)}`
}

async function editNote(desk: Desk, wanted: string | boolean, given: string): Promise<string> {
  const { day, world } = desk
  const note = noteNumbered(desk, wanted)
  const written = await writeText(given, note.text, `day-${day.day}-note-${note.number}.md`, world)
  if (!written) return `Note ${note.number} of day ${day.day} stays as it was.`
  await record(desk, { type: 'note-edited', day: day.day, note: note.at, text: written.text }, written)
  return `Note ${note.number} of day ${day.day} is changed. To read it again: ${toType(`note ${day.day} --list`)}`
}

async function deleteNote(desk: Desk, wanted: string, text: string): Promise<string> {
  const { day } = desk
  if (text !== '')
    throw new Problem('--delete takes the number of a note and no text.', sayNotes(desk), { code: 'usage' })
  const note = noteNumbered(desk, wanted)
  await record(desk, { type: 'note-deleted', day: day.day, note: note.at })
  return `Note ${note.number} of day ${day.day} is deleted. It said:\n${firstLine(note, lookOf(desk.world))}`
}

/** @throws Problem when there is no such note, or a number is needed to tell which */
function noteNumbered(desk: Desk, wanted: string | boolean): Note {
  const { day, notes } = desk
  const [first] = notes
  if (wanted === true && notes.length === 1 && first) return first
  const note = notes.find(({ number }) => String(number) === wanted)
  if (note) return note
  if (notes.length === 0)
    throw new Problem(`Day ${day.day} has no notes.`, `Write one: ${toType(`note ${day.day}`)}`, { code: 'not-found' })
  if (wanted === true) throw new Problem('Which note?', sayNotes(desk), { code: 'usage' })
  throw new Problem(`Day ${day.day} has no note ${wanted}.`, sayNotes(desk), { code: 'not-found' })
}

function sayNotes({ day, notes }: Desk): string {
  return `Its notes have these numbers: ${notes.map(({ number }) => number).join(', ')}. To read them: ${toType(`note ${day.day} --list`)}`
}

/** @throws Problem when it cannot be recorded; what was written in a file stays there */
async function record({ learner }: Desk, event: NewEvent, written?: Written): Promise<void> {
  const kept = written?.file === undefined ? '' : ` What you wrote is still in ${shellWord(written.file)}`
  await learner.keep(`The note could not be recorded.${kept}`, event)
  written?.done()
}
