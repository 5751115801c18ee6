import { availableParallelism } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import type { Course, Day, Exercise } from '../engine/course/model.ts'
import { type Judge, openJudge } from '../engine/judge/judge.ts'
import { openServicePool } from '../engine/judge/service-pool.ts'
import type { Verdict } from '../engine/judge/verdict.ts'
import type { Subject } from './subject.ts'
import { openTurns } from './turns.ts'
import { untilTold } from './until-told.ts'

export interface Judges {
  /**
   * Waits for a free judge; `alone` waits until nothing else is under way, and holds up everything else meanwhile. Where
   * others keep the machine too busy even then, it waits for them, too.
   */
  judge: (day: Day, exercise: Exercise, subject: Subject, alone?: boolean) => Promise<Verdict>
  /** Several of an exercise, one after another; they may share a process. */
  judgeInARow: (day: Day, exercise: Exercise, subjects: Subject[]) => Promise<Verdict[]>
  /** Other work that a verdict which must be alone has to wait for. */
  beside: <T>(work: () => Promise<T>) => Promise<T>
  close: () => Promise<void>
}

/** More than half of what a verdict takes is waiting: for processes, timers, answers. */
const FOR_EACH_CORE = 3
const PROJECTS_FOR_EACH_CORE = 1.5

/** Warm judges, more of them than cores: each judges one thing at a time. */
export function openJudges(
  course: Course,
  options: { packageRoot: string; env: Record<string, string | undefined>; signal: AbortSignal },
): Judges {
  const all: Judge[] = []
  const services = openServicePool(options)
  const free: Judge[] = []
  const turns = openTurns(availableParallelism() * FOR_EACH_CORE)
  // A project is several processes, each busy while it starts: fewer at a time. They are what ends last, and wait for a third of it.
  const projects = openTurns(Math.ceil(availableParallelism() * PROJECTS_FOR_EACH_CORE))

  const take = (): Judge => {
    const idle = free.pop()
    if (idle) return idle
    const opened = openJudge({ ...options, services })
    all.push(opened)
    return opened
  }

  const withJudge = async <T>(work: (judge: Judge) => Promise<T>): Promise<T> => {
    const judge = take()
    try {
      return await work(judge)
    } finally {
      free.push(judge)
    }
  }
  const { signal } = options

  return {
    judge(day, exercise, target, alone = false) {
      const { only } = target
      const look = () => withJudge((judge) => judge.judge({ course, day, exercise, target, only, signal }))
      const wait = (ms: number) => pause(ms, undefined, { signal })
      if (alone) return turns.alone(() => untilTold(look, wait))
      const together = () => turns.together(look)
      return exercise.project ? projects.together(together) : together()
    },
    judgeInARow: (day, exercise, subjects) =>
      turns.together(() =>
        withJudge(async (judge) => {
          const verdicts: Verdict[] = []
          for (const target of subjects) {
            const { only } = target
            verdicts.push(await judge.judge({ course, day, exercise, target, only, inARow: true, signal }))
          }
          return verdicts
        }),
      ),
    beside: turns.beside,
    async close() {
      await Promise.all(all.map((judge) => judge.close()))
      await services.close()
    },
  }
}
