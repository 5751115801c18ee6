import type { Attempt } from '../../commands/parts/attempt.ts'
import { targetOf } from '../../commands/parts/attempt.ts'
import type { Learner } from '../../commands/parts/learner.ts'
import type { FoundExercise } from '../../engine/course/find.ts'
import { type ExerciseRef, refOf } from '../../engine/course/model.ts'
import { type Judge, openJudge } from '../../engine/judge/judge.ts'
import { isPassed } from '../../engine/judge/score.ts'
import { lineHtml } from '../../ui/page/prose.ts'
import { beginningOf } from '../../ui/verdict/printed.ts'
import type { World } from '../../world.ts'
import type { VerdictEvent } from '../api.ts'
import type { Place } from './learners-files.ts'
import type { Tell } from './live.ts'
import type { Processors } from './processors.ts'
import { WatchedExercise } from './watched-exercise.ts'

/** Characters of what a learner's code printed: some hundred lines. */
const SHOWN = 16_000

/** The one judge of the page, and the exercises that tabs look at. */
export class Judging {
  readonly #world: World
  readonly #judge: Judge
  readonly #processors: Processors
  readonly #watched = new Map<ExerciseRef, WatchedExercise>()
  /** Of this server; a tab that comes later shows it. */
  readonly #verdicts = new Map<ExerciseRef, VerdictEvent>()
  /** Saved to be judged while no tab looked: a page that has just found this server saves before it listens. */
  readonly #wanted = new Set<ExerciseRef>()

  constructor(world: World, processors: Processors) {
    this.#world = world
    this.#processors = processors
    this.#judge = openJudge(world)
  }

  /** A tab looks at an exercise, until it is told that it does not any more. */
  look(learner: Learner, found: FoundExercise, tell: Tell): () => void {
    const ref = refOf(found.day, found.exercise)
    const watched = this.#watched.get(ref) ?? this.#watch(ref, learner, found)
    watched.add(tell)
    if (this.#wanted.delete(ref)) watched.ask()
    return () => {
      if (watched.remove(tell) > 0) return
      watched.close()
      if (this.#watched.get(ref) === watched) this.#watched.delete(ref)
    }
  }

  /** Judges now; false where no tab looks at it. */
  check(ref: ExerciseRef): boolean {
    const watched = this.#watched.get(ref)
    watched?.ask()
    return watched !== undefined
  }

  /** What was saved just now is to be judged: the watch sees to it, now or as soon as there is one. */
  want(ref: ExerciseRef): void {
    if (!this.#watched.has(ref)) this.#wanted.add(ref)
  }

  /** What was saved just now is to be judged at another time. */
  pass(ref: ExerciseRef): void {
    this.#wanted.delete(ref)
    this.#watched.get(ref)?.pass()
  }

  /** Of an exercise that a tab looks at: what to save in, without opening all of the learner's side again. */
  placeOf(ref: string): Place | undefined {
    return this.#watched.get(ref as ExerciseRef)?.place
  }

  lastVerdict(ref: ExerciseRef): VerdictEvent | undefined {
    return this.#verdicts.get(ref)
  }

  async close(): Promise<void> {
    for (const watched of this.#watched.values()) watched.close()
    await this.#processors.idle()
    await this.#judge.close()
  }

  #watch(ref: ExerciseRef, learner: Learner, found: FoundExercise): WatchedExercise {
    const { path } = targetOf(learner, found.day, found.exercise)
    const watched = new WatchedExercise(this.#judge, learner, found, path, {
      signal: this.#world.signal,
      processors: this.#processors,
      onVerdict: (attempt) => this.#remember(ref, attempt),
      onBug: (error) => this.#world.stderr.write(`${error instanceof Error ? error.stack : error}\n`),
    })
    this.#watched.set(ref, watched)
    return watched
  }

  #remember(ref: ExerciseRef, { verdict: judged, mistake }: Attempt): VerdictEvent {
    const { printed } = judged
    const verdict = printed ? { ...judged, printed: beginningOf(printed, SHOWN) } : judged
    const event: VerdictEvent = {
      ref,
      at: this.#world.now().toISOString(),
      verdict,
      isPassed: isPassed(verdict),
      ...(mistake && {
        mistake: { wrong: lineHtml(mistake.header.wrong), why: lineHtml(mistake.header.why), sure: mistake.sure },
      }),
    }
    this.#verdicts.set(ref, event)
    return event
  }
}
