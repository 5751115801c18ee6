import type { ProblemCode } from '../../problem.ts'
import type { BenchAbout } from './about.ts'
import type { DayToMeasure, MeasuredDay } from './measure-day.ts'
import type { BenchNews } from './news.ts'

/** What the process of a day's benchmark is asked: what it is about, or all of it. Its environment is that of the process. */
export type DayOrder =
  | ({ type: 'about' } & Pick<DayToMeasure, 'course' | 'day' | 'packageRoot'>)
  | ({ type: 'measure' } & Omit<DayToMeasure, 'env'>)

/** Said to it in the middle: it ends what it has started, then itself. */
export const STOP = 'stop'

/** What it says. The last is anything but news. */
export type DaySaid =
  | { type: 'news'; news: BenchNews }
  | { type: 'about'; about: BenchAbout }
  | { type: 'measured'; measured: MeasuredDay }
  | { type: 'problem'; message: string; hint: string; code: ProblemCode }
  | { type: 'bug'; stack: string }
