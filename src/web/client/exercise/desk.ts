import { computed, signal } from '@preact/signals'
import type { ExerciseAnswer, ExerciseText, Refusal, SaveAnswer, SaveRequest } from '../../api.ts'
import { get, put, Refused } from '../ask.ts'
import {
  afterNews,
  afterRefusal,
  afterSave,
  hasConflict,
  isDirty,
  keepMine,
  mayBeOld,
  type OpenFile,
  openFile,
  takeTheirs,
} from './open-file.ts'

/** Long enough not to judge every letter, short enough not to be waited for. */
const PAUSE_MS = 500

export type SaveState = 'saved' | 'saving' | 'unsaved' | 'conflict'

export interface Outside {
  path: string
  text: string
}

/** The learner's files of one exercise: what is typed goes to the disk, what others write there comes back. */
export function createDesk(path: string, texts: ExerciseText[]) {
  const files = signal(texts.map(openFile))
  const active = signal(texts[0]?.path ?? '')
  /** What the editor must show though nobody typed it here. Signals tell at once: no key can come in between. */
  const outside = signal<Outside | undefined>(undefined)
  /** Why the last save did not work; an absent server is the banner's business. */
  const trouble = signal<Refusal['error'] | undefined>(undefined)
  let timer: ReturnType<typeof setTimeout> | undefined
  let going: Promise<void> | undefined

  const find = (name: string) => files.value.find((file) => file.path === name)
  const change = (name: string, how: (file: OpenFile) => OpenFile) => {
    replace(files.value.map((file) => (file.path === name ? how(file) : file)))
  }
  const waiting = () => files.value.find((file) => isDirty(file) && !hasConflict(file))

  function replace(now: OpenFile[]): void {
    const changed = now.filter(({ path: name, text }) => text !== (find(name)?.text ?? text))
    files.value = now
    for (const { path: name, text } of changed) outside.value = { path: name, text }
  }

  function type(name: string, text: string): void {
    files.value = files.value.map((file) => (file.path === name ? { ...file, text } : file))
    later()
  }

  function later(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void save(true), PAUSE_MS)
  }

  /** Saves all that is not saved yet. `judge`: the watch judges what it finds. */
  async function save(judge: boolean): Promise<void> {
    clearTimeout(timer)
    await going
    going = saveAll(judge).finally(() => {
      going = undefined
    })
    await going
  }

  async function saveAll(judge: boolean): Promise<void> {
    for (let file = waiting(); file; file = waiting()) {
      if (!(await saveOne(file, judge))) return
    }
  }

  async function saveOne({ path: name, text, base }: OpenFile, judge: boolean): Promise<boolean> {
    change(name, (file) => ({ ...file, sending: text }))
    try {
      const { version } = await put<SaveAnswer>(`${path}/files`, {
        path: name,
        text,
        base,
        judge,
      } satisfies SaveRequest)
      change(name, (file) => afterSave(file, version))
      trouble.value = undefined
      return true
    } catch (error) {
      change(name, afterRefusal)
      if (!(error instanceof Refused)) throw error
      const { theirs } = error.body
      if (error.status === 409 && theirs !== undefined) change(name, (file) => afterNews(file, theirs ?? undefined))
      else if (error.status !== 0) trouble.value = error
      return false
    }
  }

  /** From the server, as the disk is now or was a moment ago. */
  function hear(texts: ExerciseText[]): void {
    const byPath = new Map(texts.map((text) => [text.path, text]))
    const isOld = files.value.some((file) => mayBeOld(file, byPath.get(file.path)))
    if (isOld) void reread()
    else take(byPath)
  }

  function take(byPath: ReadonlyMap<string, ExerciseText>): void {
    const known = files.value.map((file) => afterNews(file, byPath.get(file.path)))
    const added = [...byPath.values()].filter((text) => !find(text.path)).map(openFile)
    replace([...known, ...added])
  }

  /** Asks what is there. An answer that was overtaken by a save says nothing, and is left alone. */
  async function reread(): Promise<void> {
    const before = files.value.map(({ base }) => base).join()
    const answer = await get<ExerciseAnswer>(path).catch(() => undefined)
    const isOvertaken = before !== files.value.map(({ base }) => base).join() || going !== undefined
    if (answer && !isOvertaken) take(new Map(answer.files.map((text) => [text.path, text])))
  }

  return {
    files,
    active,
    outside,
    trouble,
    state: computed<SaveState>(() => {
      if (files.value.some(hasConflict)) return 'conflict'
      if (files.value.some(({ sending }) => sending !== undefined)) return 'saving'
      return files.value.some(isDirty) ? 'unsaved' : 'saved'
    }),
    /** Without waiting for anything to be drawn. */
    textOf: (name: string) => files.peek().find((file) => file.path === name)?.text ?? '',
    type,
    save,
    hear,
    /** The stream is there, perhaps again: what was not saved is saved, what others did meanwhile is seen. */
    async comeBack(): Promise<void> {
      await reread()
      if (waiting()) await save(true)
    },
    keepMine(name: string): Promise<void> {
      change(name, keepMine)
      return save(true)
    },
    takeTheirs: (name: string) => change(name, takeTheirs),
    /** The page closes: what is not saved yet is sent without waiting for an answer. */
    leave(): void {
      clearTimeout(timer)
      for (const { path: name, text, base } of files.value.filter((file) => isDirty(file) && !hasConflict(file))) {
        put(`${path}/files`, { path: name, text, base, judge: false } satisfies SaveRequest, true).catch(() => {})
      }
    },
  }
}

export type Desk = ReturnType<typeof createDesk>
