import type { ExerciseText } from '../../api.ts'

/** A file in the editor, beside what is known of it on the disk. Plain data: each function gives a new one. */
export interface OpenFile {
  path: string
  /** What the editor shows. */
  text: string
  /** What is on the disk as far as the page knows; undefined where the file is gone. */
  saved: string | undefined
  /** Of `saved`; null where the file is gone. */
  base: string | null
  /** All versions that this page has had as its base: an event may be older than an answer. */
  known: ReadonlySet<string>
  /** A save that is on its way. */
  sending?: string
  /** What somebody else has written while this page had changes of its own; null: they deleted it. */
  theirs?: ExerciseText | null
  /** No text, or too much of it: it is not edited here. */
  isUnreadable: boolean
}

export function openFile({ path, text, version }: ExerciseText): OpenFile {
  return {
    path,
    text: text ?? '',
    saved: text,
    base: version,
    known: new Set([version]),
    isUnreadable: text === undefined,
  }
}

export function isDirty({ text, saved, isUnreadable }: OpenFile): boolean {
  return !isUnreadable && text !== saved
}

export function hasConflict({ theirs }: OpenFile): boolean {
  return theirs !== undefined
}

/** The save that was sent has arrived. */
export function afterSave(file: OpenFile, version: string): OpenFile {
  const { sending, ...rest } = file
  return { ...rest, saved: sending ?? file.text, base: version, known: new Set([...file.known, version]) }
}

export function afterRefusal({ sending: _, ...rest }: OpenFile): OpenFile {
  return rest
}

/** Whether news of a file may be older than what the page has: this is a version that it has left behind. */
export function mayBeOld(file: OpenFile, news: ExerciseText | undefined): boolean {
  return news !== undefined && news.version !== file.base && file.known.has(news.version)
}

/**
 * What the disk has now. A change by another editor goes straight into this one, unless both have changed: then both are
 * kept, and the learner decides.
 */
export function afterNews(file: OpenFile, news: ExerciseText | undefined): OpenFile {
  if (news === undefined) return file.base === null ? file : { ...file, theirs: null }
  const { version, text } = news
  if (text === undefined) return openFile(news)
  // The echo of one's own save may be here before its answer.
  if (version === file.base || text === file.sending) return withoutConflict(file)
  if (text === file.text || !isDirty(file)) return settled(file, news)
  return { ...file, theirs: news }
}

/** The learner keeps what stands in the editor: it is saved over what is there. */
export function keepMine(file: OpenFile): OpenFile {
  const { theirs, known } = file
  if (theirs === undefined) return file
  const left = { ...withoutConflict(file), saved: theirs?.text, base: theirs?.version ?? null }
  return theirs === null ? left : { ...left, known: new Set([...known, theirs.version]) }
}

/** The learner takes what is on the disk. The editor's undo still has the other. */
export function takeTheirs(file: OpenFile): OpenFile {
  return file.theirs ? settled(file, file.theirs) : file
}

function settled(file: OpenFile, { text, version }: ExerciseText): OpenFile {
  const now = { ...withoutConflict(file), base: version, known: new Set([...file.known, version]), isUnreadable: false }
  return { ...now, text: text ?? '', saved: text }
}

function withoutConflict({ theirs: _, ...rest }: OpenFile): OpenFile {
  return rest
}
