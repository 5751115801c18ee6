import { statSync } from 'node:fs'
import type { BenchAbout } from '../../engine/bench/about.ts'
import { aboutDayApart } from '../../engine/bench/day-apart.ts'
import { benchFile, mustHaveBench } from '../../engine/bench/read-bench.ts'
import type { Course, Day } from '../../engine/course/model.ts'
import type { World } from '../../world.ts'

/** What benchmarks are about, found once for each state of their files by running those. */
export class Benches {
  readonly #world: Pick<World, 'packageRoot' | 'env' | 'signal'>
  readonly #known = new Map<string, Promise<BenchAbout>>()

  constructor(world: Pick<World, 'packageRoot' | 'env' | 'signal'>) {
    this.#world = world
  }

  /** @throws Problem when the day has none, or one that does not load */
  about(course: Course, day: Day): Promise<BenchAbout> {
    mustHaveBench(course, day)
    const { packageRoot, env, signal } = this.#world
    // Somebody may write the course while it is open.
    const key = `${day.day} ${statSync(benchFile(course, day), { throwIfNoEntry: false })?.mtimeMs}`
    const known = this.#known.get(key) ?? aboutDayApart({ course, day, packageRoot, env }, signal)
    this.#known.set(key, known)
    known.catch(() => this.#known.delete(key))
    return known
  }
}
