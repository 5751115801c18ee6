import type { TrackerEvent } from './schema.ts'

/** A note of the learner's as it stands now. */
export interface Note {
  day: number
  /** 1 for the first of its day. A note keeps its number when one before it is deleted. */
  number: number
  text: string
  /** ISO time at which it was written; names the note in the record. */
  at: string
  /** ISO time of the last change, where there was one. */
  editedAt?: string
}

type NoteEvent = Extract<TrackerEvent, { type: 'note' | 'note-edited' | 'note-deleted' }>

/** The notes that are there, by day and number. The order of events does not matter. */
export function notesOf(events: readonly TrackerEvent[]): Note[] {
  const ofNotes = events.filter(isOfNotes)
  const written = ofNotes.filter((event) => event.type === 'note').sort(inTime)
  const changes = ofNotes.filter((event) => event.type !== 'note').sort(inTime)
  const counts = new Map<number, number>()
  const notes = written.flatMap((event) => {
    const { day, at, text } = event
    const number = (counts.get(day) ?? 0) + 1
    counts.set(day, number)
    const last = changes.findLast((change) => change.day === day && change.note === at)
    if (last?.type === 'note-deleted') return []
    return [{ day, number, at, ...(last ? { text: last.text, editedAt: last.at } : { text }) }]
  })
  return notes.sort((a, b) => a.day - b.day || a.number - b.number)
}

function isOfNotes(event: TrackerEvent): event is NoteEvent {
  return event.type === 'note' || event.type === 'note-edited' || event.type === 'note-deleted'
}

/** Of a moment shared, text comes after a deletion: it is rather kept than lost. */
function inTime(a: NoteEvent, b: NoteEvent): number {
  return compare(Date.parse(a.at), Date.parse(b.at)) || compare(rank(a), rank(b)) || compare(textOf(a), textOf(b))
}

function rank({ type }: NoteEvent): number {
  return type === 'note-deleted' ? 0 : 1
}

function textOf(event: NoteEvent): string {
  return 'text' in event ? event.text : ''
}

function compare<T extends number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}
