import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { FoundExercise } from '../../engine/course/find.ts'
import { fingerprint } from '../../engine/judge/fingerprint.ts'
import type { Judge, JudgeRequest } from '../../engine/judge/judge.ts'
import { watchFolder } from '../../engine/judge/watch-folder.ts'
import { type Attempt, attempt } from '../parts/attempt.ts'
import type { Learner } from '../parts/learner.ts'

/** Judges an exercise as it is saved: each state of its file once, the newest one always. */
export class SavedExercise {
  readonly #judge: Judge
  readonly #found: FoundExercise
  readonly #path: string
  #running: AbortController | undefined
  #judgedState: string | undefined

  /** @param path the learner's file or folder */
  constructor(judge: Judge, found: FoundExercise, path: string) {
    this.#judge = judge
    this.#found = found
    this.#path = path
  }

  /** Whether what is there now was not judged yet. What runs then judges something that is there no more: it is stopped. */
  isNew(): boolean {
    if (stateOf(this.#path) === this.#judgedState) return false
    this.stop()
    return true
  }

  /** What is there now need not be judged. */
  pass(): void {
    this.#judgedState = stateOf(this.#path)
  }

  stop(): void {
    this.#running?.abort()
  }

  /** Starts the process of the next run now; best when the verdict of the last is told. */
  prepare({ course }: Learner): void {
    this.#judge.prepare({ course, ...this.#found, target: { kind: 'file', path: this.#path } })
  }

  /** Calls back whenever something was saved, maybe only beside it. */
  watch(onSave: () => void): { close: () => void } {
    return watchFolder(watchedFolder(this.#path), onSave)
  }

  /**
   * The verdict on what is there now, recorded as an attempt. `gone`: there is no file. Undefined: it was stopped, by a newer
   * save or by the signal.
   */
  async judge(
    learner: Learner,
    signal: AbortSignal,
    onCheck?: JudgeRequest['onCheck'],
  ): Promise<Attempt | 'gone' | undefined> {
    this.pass()
    if (this.#judgedState === undefined) return 'gone'
    this.#running = new AbortController()
    const either = AbortSignal.any([this.#running.signal, signal])
    try {
      const judged = await attempt(learner, this.#judge, this.#found, either, onCheck)
      // Not otherwise: the learner may have saved again meanwhile.
      if (judged.putBack.length > 0) this.pass()
      return judged
    } catch (error) {
      if (!either.aborted) throw error
      return undefined
    } finally {
      this.#running = undefined
    }
  }
}

/** An exercise that is a folder is watched itself; a file is watched through the folder it is in. */
function watchedFolder(path: string): string {
  return existsSync(path) && statSync(path).isDirectory() ? path : dirname(path)
}

/** Changes whenever the file, or a file of the folder, does; undefined where there is none. */
function stateOf(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return undefined
  return stats.isDirectory() ? fingerprint(path) : `${stats.size} ${stats.mtimeMs} ${stats.ino}`
}
