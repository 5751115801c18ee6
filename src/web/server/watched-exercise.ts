import type { Attempt } from '../../commands/parts/attempt.ts'
import type { Learner } from '../../commands/parts/learner.ts'
import { SavedExercise } from '../../commands/watch/saved.ts'
import type { FoundExercise } from '../../engine/course/find.ts'
import { type ExerciseRef, refOf } from '../../engine/course/model.ts'
import type { Judge } from '../../engine/judge/judge.ts'
import type { ExerciseText, VerdictEvent } from '../api.ts'
import { type Place, readTexts } from './learners-files.ts'
import type { Tell } from './live.ts'
import type { Processors } from './processors.ts'
import { refusalOf } from './refusal.ts'

interface Around {
  /** Ends with the server. */
  signal: AbortSignal
  /** One judge at a time. */
  processors: Processors
  onVerdict: (attempt: Attempt) => VerdictEvent
  onBug: (error: unknown) => void
}

/** An exercise that one tab or more look at: its files as they change, and what is judged of them. */
export class WatchedExercise {
  readonly place: Place
  readonly #learner: Learner
  readonly #ref: ExerciseRef
  readonly #saved: SavedExercise
  readonly #around: Around
  readonly #signal: AbortSignal
  readonly #left = new AbortController()
  readonly #tabs = new Set<Tell>()
  readonly #watcher: { close: () => void }
  #told: string
  /** Somebody asked, or a save came in, that no run has taken up. */
  #isAsked = false
  #isJudging = false

  constructor(judge: Judge, learner: Learner, found: FoundExercise, path: string, around: Around) {
    this.#learner = learner
    this.place = { workbook: learner.workbook, course: learner.course, found }
    this.#ref = refOf(found.day, found.exercise)
    this.#around = around
    this.#signal = AbortSignal.any([around.signal, this.#left.signal])
    this.#saved = new SavedExercise(judge, found, path)
    this.#saved.pass()
    this.#told = namesOf(this.#texts())
    this.#watcher = this.#saved.watch(() => this.#onSave())
    if (around.processors.busyWith === undefined) this.#saved.prepare(learner)
  }

  /** A tab that comes, or comes back, has the files as they are. */
  add(tell: Tell): void {
    this.#tabs.add(tell)
    tell('files', { files: this.#texts() })
  }

  /** Gives how many are left. */
  remove(tell: Tell): number {
    this.#tabs.delete(tell)
    return this.#tabs.size
  }

  close(): void {
    this.#left.abort()
    this.#watcher.close()
  }

  pass(): void {
    this.#saved.pass()
  }

  ask(): void {
    this.#isAsked = true
    if (!this.#isJudging) void this.#judgeWhileAsked()
  }

  readonly #tell: Tell = (name, data) => {
    for (const tell of this.#tabs) tell(name, data)
  }

  #onSave(): void {
    const files = this.#texts()
    const names = namesOf(files)
    if (names !== this.#told) {
      this.#told = names
      this.#tell('files', { files })
    }
    if (this.#saved.isNew()) this.ask()
  }

  async #judgeWhileAsked(): Promise<void> {
    this.#isJudging = true
    while (this.#isAsked && !this.#signal.aborted) {
      const { processors } = this.#around
      this.#tell('judging', { ref: this.#ref, ...waitFor(processors.busyWith) })
      await processors.judge(() => this.#judgeNow())
    }
    this.#isJudging = false
  }

  async #judgeNow(): Promise<void> {
    this.#isAsked = false
    const ref = this.#ref
    if (this.#signal.aborted) return
    try {
      const judged = await this.#saved.judge(this.#learner, this.#signal, (check) => {
        this.#tell('check', { ref, ...check })
      })
      if (judged === undefined) this.#tell('stopped', { ref })
      else if (judged === 'gone') this.#tell('trouble', { ref, ...GONE })
      else {
        this.#tell('verdict', this.#around.onVerdict(judged))
        await judged.recorded
      }
      if (!this.#signal.aborted) this.#saved.prepare(this.#learner)
    } catch (error) {
      const { status, refusal } = refusalOf(error)
      if (status === 500) this.#around.onBug(error)
      this.#tell('trouble', { ref, ...refusal.error })
    }
  }

  #texts(): ExerciseText[] {
    return readTexts(this.place)
  }
}

function waitFor(what: Processors['busyWith']) {
  return what ? { waiting: true, for: what } : { waiting: false }
}

const GONE = {
  message: 'There is no file of yours to judge.',
  hint: 'Reset the exercise to begin again from its starter.',
}

function namesOf(files: ExerciseText[]): string {
  return files.map(({ path, version }) => `${path} ${version}`).join('\n')
}
