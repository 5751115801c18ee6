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
export class Desk {
  readonly files
  readonly active
  /** What the editor must show though nobody typed it here. Signals tell at once: no key can come in between. */
  readonly outside = signal<Outside | undefined>(undefined)
  /** Why the last save did not work; an absent server is the banner's business. */
  readonly trouble = signal<Refusal['error'] | undefined>(undefined)
  readonly state = computed<SaveState>(() => {
    const files = this.files.value
    if (files.some(hasConflict)) return 'conflict'
    if (files.some(({ sending }) => sending !== undefined)) return 'saving'
    return files.some(isDirty) ? 'unsaved' : 'saved'
  })
  readonly #path: string
  #timer: ReturnType<typeof setTimeout> | undefined
  #going: Promise<void> | undefined

  /** @param path of the exercise, below `/api` */
  constructor(path: string, texts: ExerciseText[]) {
    this.#path = path
    this.files = signal(texts.map(openFile))
    this.active = signal(texts[0]?.path ?? '')
  }

  /** Without waiting for anything to be drawn. */
  textOf(path: string): string {
    return this.#find(path)?.text ?? ''
  }

  type(path: string, text: string): void {
    this.files.value = this.files.value.map((file) => (file.path === path ? { ...file, text } : file))
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.save(true), PAUSE_MS)
  }

  /** Saves all that is not saved yet. `judge`: the watch judges what it finds. */
  async save(judge: boolean): Promise<void> {
    clearTimeout(this.#timer)
    while (this.#going) await this.#going
    this.#going = this.#saveAll(judge).finally(() => {
      this.#going = undefined
    })
    await this.#going
  }

  /** From the server, as the disk is now or was a moment ago. */
  hear(texts: ExerciseText[]): void {
    const byPath = new Map(texts.map((text) => [text.path, text]))
    const isOld = this.files.value.some((file) => mayBeOld(file, byPath.get(file.path)))
    if (isOld) void this.#reread()
    else this.#take(byPath)
  }

  /** The stream is there, perhaps again: what was not saved is saved, what others did meanwhile is seen. */
  async comeBack(): Promise<void> {
    await this.#reread()
    if (this.#waiting().length > 0) await this.save(true)
  }

  keepMine(path: string): Promise<void> {
    this.#change(path, keepMine)
    return this.save(true)
  }

  takeTheirs(path: string): void {
    this.#change(path, takeTheirs)
  }

  /** The browser's page closes: what is not saved yet is sent without waiting for an answer. */
  leave(): void {
    clearTimeout(this.#timer)
    for (const file of this.#waiting()) this.#send(file, false, true).catch(() => {})
  }

  #find(path: string): OpenFile | undefined {
    return this.files.peek().find((file) => file.path === path)
  }

  #waiting(): OpenFile[] {
    return this.files.peek().filter((file) => isDirty(file) && !hasConflict(file))
  }

  #change(path: string, how: (file: OpenFile) => OpenFile): void {
    this.#replace(this.files.value.map((file) => (file.path === path ? how(file) : file)))
  }

  #replace(now: OpenFile[]): void {
    const changed = now.filter(({ path, text }) => text !== (this.#find(path)?.text ?? text))
    this.files.value = now
    for (const { path, text } of changed) this.outside.value = { path, text }
  }

  async #saveAll(judge: boolean): Promise<void> {
    for (let [file] = this.#waiting(); file; [file] = this.#waiting()) {
      if (!(await this.#saveOne(file, judge))) return
    }
  }

  async #saveOne(waiting: OpenFile, judge: boolean): Promise<boolean> {
    const { path, text } = waiting
    this.#change(path, (file) => ({ ...file, sending: text }))
    try {
      const { version } = await this.#send(waiting, judge)
      this.#change(path, (file) => afterSave(file, version))
      this.trouble.value = undefined
      return true
    } catch (error) {
      this.#change(path, afterRefusal)
      if (!(error instanceof Refused)) throw error
      const { theirs } = error.body
      if (error.status === 409 && theirs !== undefined)
        this.#change(path, (file) => afterNews(file, theirs ?? undefined))
      else if (error.status !== 0) this.trouble.value = error
      return false
    }
  }

  #send({ path, text, base }: OpenFile, judge: boolean, keepalive = false): Promise<SaveAnswer> {
    return put<SaveAnswer>(`${this.#path}/files`, { path, text, base, judge } satisfies SaveRequest, keepalive)
  }

  #take(byPath: ReadonlyMap<string, ExerciseText>): void {
    const known = this.files.value.map((file) => afterNews(file, byPath.get(file.path)))
    const added = [...byPath.values()].filter(({ path }) => !this.#find(path)).map(openFile)
    this.#replace([...known, ...added])
  }

  /** Asks what is there. An answer that was overtaken by a save says nothing, and is left alone. */
  async #reread(): Promise<void> {
    const bases = () =>
      this.files
        .peek()
        .map(({ base }) => base)
        .join()
    const before = bases()
    const answer = await get<ExerciseAnswer>(this.#path).catch(() => undefined)
    const isOvertaken = before !== bases() || this.#going !== undefined
    if (answer && !isOvertaken) this.#take(new Map(answer.files.map((text) => [text.path, text])))
  }
}
