import type { Judge } from '../../engine/judge/judge.ts'
import type { Verdict } from '../../engine/judge/verdict.ts'
import type { Changes } from '../../engine/mistakes/difference.ts'
import { layOut } from '../../engine/mistakes/lay-out.ts'
import type { Place } from './write.ts'

/** Judges a wrong answer as if it stood among the others. */
export async function judgeMistake(
  { course, day, exercise }: Place,
  name: string,
  changes: Changes,
  judge: Judge,
  signal: AbortSignal,
): Promise<Verdict> {
  const { path, remove } = layOut(course, day, exercise, changes)
  try {
    return await judge.judge({ course, day, exercise, target: { kind: 'mistake', name, path }, signal })
  } finally {
    remove()
  }
}
