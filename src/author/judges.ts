import { availableParallelism } from 'node:os'
import type { Course, Day } from '../engine/course/model.ts'
import { type Judge, openJudge } from '../engine/judge/judge.ts'
import { openServicePool } from '../engine/judge/service-pool.ts'
import type { Verdict } from '../engine/judge/verdict.ts'
import type { JudgeSubject } from './exercise.ts'

export interface Judges {
  /** Waits for a free judge. */
  judge: (day: Day, ...subject: Parameters<JudgeSubject>) => Promise<Verdict>
  close: () => Promise<void>
}

const MOST = 2

/** A few warm judges, no more than there are cores: each judges one thing at a time. */
export function openJudges(
  course: Course,
  options: { packageRoot: string; env: Record<string, string | undefined>; signal: AbortSignal },
): Judges {
  const all: Judge[] = []
  const services = openServicePool(options)
  const free: Judge[] = []
  const waiting: ((judge: Judge) => void)[] = []
  const most = Math.min(MOST, availableParallelism())

  const take = (): Judge | Promise<Judge> => {
    const idle = free.pop()
    if (idle) return idle
    if (all.length < most) {
      const opened = openJudge({ ...options, services })
      all.push(opened)
      return opened
    }
    return new Promise((resolve) => waiting.push(resolve))
  }
  const give = (judge: Judge) => {
    const next = waiting.shift()
    if (next) next(judge)
    else free.push(judge)
  }

  return {
    async judge(day, exercise, target) {
      const judge = await take()
      try {
        return await judge.judge({ course, day, exercise, target, signal: options.signal })
      } finally {
        give(judge)
      }
    },
    async close() {
      await Promise.all(all.map((judge) => judge.close()))
      await services.close()
    },
  }
}
