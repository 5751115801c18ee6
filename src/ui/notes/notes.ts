import type { Note } from '../../../tracker/notes.ts'
import type { Day } from '../../engine/course/model.ts'
import { toJson } from '../../json.ts'
import { toType } from '../../to-type.ts'
import type { Look } from '../terminal/look.ts'
import { cleanText } from '../text/clean.ts'
import { localDate } from '../text/date.ts'
import { truncate } from '../text/fit.ts'
import { wrapText } from '../text/wrap.ts'

type Titled = Pick<Day, 'day' | 'title'>

/** Notes by day, each with its number and the day on which it was written. */
export function renderNotes(notes: readonly Note[], days: readonly Titled[], look: Look): string {
  if (notes.length === 0) return renderNoNotes(days)
  const blocks = byDay(notes, days).map(({ heading, notes }) =>
    [look.chalk.bold(heading), ...notes.flatMap((note) => noteLines(note, look))].join('\n'),
  )
  return `${blocks.join('\n\n')}\n`
}

/** The notes of one day, below its tasks; empty where there are none. */
export function renderNotesOfDay(notes: readonly Note[], look: Look): string {
  if (notes.length === 0) return ''
  return `${[look.chalk.bold('Your notes'), ...notes.flatMap((note) => noteLines(note, look))].join('\n')}\n`
}

/** Notes as a file to keep. They are Markdown already, as far as the learner wrote it. */
export function notesMarkdown(notes: readonly Note[], days: readonly Titled[]): string {
  const blocks = byDay(notes, days).flatMap(({ heading, notes }) => [
    `## ${heading}`,
    ...notes.map((note) => `_${dateOf(note)}_\n\n${note.text}`),
  ])
  return `${['# My notes', ...blocks].join('\n\n')}\n`
}

/** The same for programs. */
export function notesJson(notes: readonly Note[]): string {
  const shown = notes.map(({ day, number, at, editedAt, text }) => ({ day, number, at, editedAt, text }))
  return toJson({ notes: shown })
}

/** Enough to know a note by. */
export function firstLine({ text }: Pick<Note, 'text'>, look: Look): string {
  const [first = '', ...more] = cleanText(text).trim().split('\n')
  const shown = truncate(first, look)
  if (more.length === 0 || shown !== first) return shown
  return `${truncate(first, look, look.width - 2)} ${look.unicode ? '…' : '...'}`
}

function renderNoNotes(days: readonly Titled[]): string {
  const [first] = days
  const whose = days.length === 1 && first ? `of day ${first.day} ` : ''
  return `There are no notes ${whose}yet. Write one: ${toType(`note ${first?.day ?? 1} "what I want to remember"`)}\n`
}

/** A day that the course no longer has keeps its notes. */
function byDay(notes: readonly Note[], days: readonly Titled[]): { heading: string; notes: Note[] }[] {
  const numbers = [...new Set(notes.map(({ day }) => day))]
  return numbers.map((number) => {
    const title = days.find(({ day }) => day === number)?.title
    const heading = title === undefined ? `Day ${number}` : `Day ${number}: ${title}`
    return { heading, notes: notes.filter(({ day }) => day === number) }
  })
}

function noteLines(note: Note, { chalk, width }: Look): string[] {
  const mark = `${String(note.number).padStart(3)}  `
  const lines = cleanText(note.text)
    .split('\n')
    .flatMap((line) => wrapText(line, width - mark.length))
  const text = lines.map((line, index) => (index === 0 ? mark : ' '.repeat(mark.length)) + line)
  return [...text.map((line) => line.trimEnd()), ' '.repeat(mark.length) + chalk.dim(dateOf(note))]
}

function dateOf({ at, editedAt }: Note): string {
  return localDate(at) + (editedAt === undefined ? '' : `, changed ${localDate(editedAt)}`)
}
