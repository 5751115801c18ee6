import type { FoundExercise } from '../../engine/course/find.ts'
import { renderTaskHead } from '../../ui/course/exercise.ts'
import { lookOf } from '../../ui/terminal/look.ts'
import { renderWatchKeys } from '../../ui/verdict/watch.ts'
import { isInteractive, type World } from '../../world.ts'
import type { Learner } from '../parts/learner.ts'
import { taskOf } from '../parts/task.ts'

/** What the watch of an exercise shows: its head, the last verdict, the keys. It waits while something else has the screen. */
export class WatchPage {
  readonly #world: World
  readonly #found: FoundExercise
  /** Something was shown. */
  #isBegun = false
  #isCovered = false
  /** What there was to show while it was covered. */
  #waiting: (() => void) | undefined

  constructor(world: World, found: FoundExercise) {
    this.#world = world
    this.#found = found
  }

  /** @param keys the line below, where there are keys */
  show(text: string, learner: Learner, keys: string): void {
    if (this.#isCovered) {
      this.#waiting = () => this.show(text, learner, keys)
      return
    }
    const isScreen = isInteractive(this.#world)
    const head =
      isScreen || !this.#isBegun ? renderTaskHead(taskOf(this.#world, learner, this.#found), lookOf(this.#world)) : ''
    this.#isBegun = true
    this.#world.stdout.write(`${isScreen ? '\u001b[2J\u001b[H' : ''}${head}${text}${keys}`)
  }

  cover(): void {
    this.#isCovered = true
  }

  /** @param isGone nobody comes back to it */
  uncover(isGone: boolean): void {
    this.#isCovered = false
    if (!isGone) this.#waiting?.()
    this.#waiting = undefined
  }

  keys(isPassed: boolean): string {
    return `\n${renderWatchKeys(isPassed, lookOf(this.#world))}\n`
  }
}
