import { existsSync } from 'node:fs'
import type { FoundExercise } from '../../engine/course/find.ts'
import { refOf } from '../../engine/course/model.ts'
import { isPassed } from '../../engine/judge/score.ts'
import { isProblem } from '../../problem.ts'
import { type Key, type Keys, openKeys } from '../../ui/terminal/keys.ts'
import { lookOf } from '../../ui/terminal/look.ts'
import { renderVerdict } from '../../ui/verdict/verdict.ts'
import { renderStarted, renderWaiting, sayVerdict } from '../../ui/verdict/watch.ts'
import { isInteractive, type World } from '../../world.ts'
import type { Attempt } from '../parts/attempt.ts'
import { type Learner, openLearner } from '../parts/learner.ts'
import type { ListAbove } from './list-above.ts'
import { WatchPage } from './page.ts'
import type { SavedExercise } from './saved.ts'

/** Why the watch of one exercise ended; an exercise is the one that was chosen in its place. */
export type WatchEnd = 'next' | 'quit' | 'interrupted' | FoundExercise

const WOKEN = Symbol('woken')

/** One exercise under watch: what was judged last, and what to do with a save or a key. */
export class WatchDesk {
  readonly #world: World
  readonly #saved: SavedExercise
  #learner: Learner
  readonly #found: FoundExercise
  readonly #path: string
  #keys: Keys | undefined
  /** A save that no run has seen yet. */
  #dirty = true
  #last: Attempt | undefined
  #askedToLeave = false
  /** Whoever read what is printed has gone: `course watch | head`. */
  #unread = false
  #wake: () => void = () => undefined
  #key: Promise<Key | undefined> | undefined
  #list: ListAbove | undefined
  readonly #page: WatchPage

  constructor(world: World, saved: SavedExercise, learner: Learner, found: FoundExercise, path: string) {
    this.#world = world
    this.#saved = saved
    this.#learner = learner
    this.#found = found
    this.#path = path
    this.#page = new WatchPage(world, found)
  }

  saved(): void {
    if (!this.#saved.isNew()) return
    this.#dirty = true
    this.#wake()
  }

  close(): void {
    this.#keys?.close()
    this.#saved.stop()
    this.#world.stdout.off('error', this.#onUnread)
  }

  readonly #onUnread = () => {
    this.#unread = true
    this.#wake()
  }

  async run(): Promise<WatchEnd> {
    this.#openKeys()
    this.#world.signal.addEventListener('abort', () => this.#wake(), { once: true })
    this.#world.stdout.once('error', this.#onUnread)
    for (;;) {
      if (this.#world.signal.aborted) return 'interrupted'
      if (this.#unread) return 'quit'
      if (this.#takeSave()) {
        await this.#judgeNow()
        continue
      }
      const key = await this.#nextKey()
      if (key === WOKEN) continue
      // The terminal is gone: whoever asked it for another key would ask for ever.
      if (key === undefined) return 'quit'
      const end = await this.#press(key)
      if (end) return end
    }
  }

  /** A key, unless a save came first; undefined when there will be none. */
  async #nextKey(): Promise<Key | typeof WOKEN | undefined> {
    const woken = new Promise<typeof WOKEN>((resolve) => {
      this.#wake = () => resolve(WOKEN)
    })
    if (this.#dirty || this.#unread || this.#world.signal.aborted) return WOKEN
    if (!this.#keys) return woken
    this.#key ??= this.#keys.next()
    const key = await Promise.race([this.#key, woken])
    if (key !== WOKEN) this.#key = undefined
    return key
  }

  async #judgeNow(): Promise<void> {
    const { day, exercise } = this.#found
    const ref = refOf(day, exercise)
    if (!this.#list && existsSync(this.#path)) this.#world.stderr.write(`judging ${ref} …\n`)
    try {
      const judged = await this.#saved.judge(this.#learner, this.#world.signal)
      if (judged === 'gone') return this.#show(renderWaiting(this.#path, lookOf(this.#world)))
      if (!judged) return
      this.#last = judged
      const { verdict, mistake, recorded } = judged
      this.#askedToLeave = false
      const view = { ref, exercise, explain: 1, verdict, ...(mistake && { mistake }) }
      this.#show(renderVerdict(view, lookOf(this.#world)))
      await recorded
      await this.#list?.tell(sayVerdict(ref, this.#passed(), verdict))
    } finally {
      if (!this.#world.signal.aborted) this.#saved.prepare(this.#learner)
    }
  }

  #show(text: string): void {
    this.#page.show(text, this.#learner, this.#footer())
  }

  #footer(): string {
    return this.#keys ? this.#page.keys(this.#passed()) : ''
  }

  #passed(): boolean {
    return this.#last !== undefined && isPassed(this.#last.verdict)
  }

  async #press(key: Key): Promise<WatchEnd | undefined> {
    const ref = refOf(this.#found.day, this.#found.exercise)
    switch (key) {
      case 'n':
        if (this.#passed() || this.#askedToLeave) return 'next'
        this.#askedToLeave = true
        this.#world.stdout.write('This one has not passed yet. n again leaves it for later.\n')
        return undefined
      case 'q':
        return 'quit'
      case 'ctrl-c':
        return 'interrupted'
      case 'h':
        await this.#call((await import('../hint.ts')).run([ref], {}, this.#world))
        this.#learner = await openLearner(this.#world)
        return undefined
      case 'o':
        return this.#ask(() => this.#openFile())
      case 'l':
        return this.#chooseFromList()
      case 's':
        return this.#ask(async () => (await import('../solution.ts')).run([ref], {}, this.#world))
      case 'r':
        return this.#ask(async () => {
          await (await import('../reset.ts')).run([ref], {}, this.#world)
          this.#startAgain()
        })
      case 'enter':
        this.#dirty = true
        return undefined
      default:
        return undefined
    }
  }

  async #chooseFromList(): Promise<WatchEnd | undefined> {
    if (!this.#keys) return undefined
    const { openListAbove } = await import('./list-above.ts')
    const onReset = () => {
      this.#startAgain()
      this.#show(renderStarted(refOf(this.#found.day, this.#found.exercise)))
    }
    this.#list = await openListAbove(this.#world, this.#keys, this.#found, onReset)
    this.#page.cover()
    const behind = {
      takeSave: () => this.#takeSave(),
      judge: () => this.#judgeNow(),
      saved: () =>
        new Promise<void>((resolve) => {
          this.#wake = resolve
        }),
    }
    const chosen = await this.#list.run(behind, () => this.#saved.stop())
    this.#list = undefined
    this.#page.uncover(chosen !== 'back')
    return chosen === 'back' ? undefined : chosen
  }

  /** The starter is there because the learner wished so: nobody has to hear that it fails, and no attempt is one. */
  #startAgain(): void {
    if (!this.#saved.isNew()) return
    this.#saved.pass()
    this.#dirty = false
    this.#last = undefined
  }

  #takeSave(): boolean {
    const isDirty = this.#dirty
    this.#dirty = false
    return isDirty
  }

  async #call(command: Promise<number>): Promise<undefined> {
    await command
    this.#world.stdout.write(this.#footer())
  }

  async #openFile(): Promise<void> {
    const { openFile } = await import('../parts/open-file.ts')
    try {
      await openFile(this.#path, this.#learner.workbook, this.#world)
    } catch (error) {
      if (!isProblem(error)) throw error
      this.#world.stdout.write(`${error.message}\n${error.hint}\n`)
    }
  }

  /** Lends the keyboard to a command that asks. */
  async #ask(command: () => Promise<unknown>): Promise<undefined> {
    this.#keys?.close()
    this.#key = undefined
    try {
      await command()
    } finally {
      this.#openKeys()
    }
    this.#world.stdout.write(this.#footer())
  }

  #openKeys(): void {
    if (!isInteractive(this.#world)) return
    this.#keys = openKeys(this.#world.stdin, this.#world.signal)
    this.#keys.shown = { off: () => undefined, on: () => this.#world.stdout.write(this.#footer()) }
  }
}
