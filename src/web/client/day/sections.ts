import type { DayAnswer } from '../../api.ts'

/** What the server has for a day that was read to its end. */
export const READ_TO_THE_END = '(end)'

export interface Entry {
  anchor: string
  title: string
  /** Of the prose: reading it is recorded. The rest is work. */
  isProse: boolean
}

/** The contents of a day: its sections, then what there is to do. */
export function entriesOf({ sections, demos, exercises, quiz, hasBench, status }: DayAnswer): Entry[] {
  const prose = sections
    .filter(({ title }) => title !== '')
    .map(({ anchor, title }) => ({ anchor, title, isProse: true }))
  const work: [string, string, boolean][] = [
    [DEMOS, demos.length === 1 ? 'Demo' : 'Demos', demos.length > 0],
    [EXERCISES, 'Exercises', exercises.length > 0],
    [QUIZ, 'Quiz', quiz !== undefined],
    [BENCH, 'Benchmark', hasBench],
    [SHARE, 'Share', status === 'done'],
  ]
  return [...prose, ...work.flatMap(([anchor, title, isThere]) => (isThere ? [{ anchor, title, isProse: false }] : []))]
}

/** No anchor of a lesson looks like these. */
export const DEMOS = '(demos)'
export const EXERCISES = '(exercises)'
export const QUIZ = '(quiz)'
export const BENCH = '(bench)'
export const SHARE = '(share)'
