import type { EventOf } from '../../../tracker/schema.ts'
import type { BenchRun } from '../../engine/bench/run.ts'
import type { Day } from '../../engine/course/model.ts'
import type { Learner } from './learner.ts'

/** Keeps what was measured, and gives the run before it. */
export async function recordBench(
  learner: Pick<Learner, 'record' | 'add'>,
  day: Pick<Day, 'day'>,
  { results, judgement }: Pick<BenchRun, 'results' | 'judgement'>,
): Promise<EventOf<'bench'> | undefined> {
  const previous = lastBench(learner, day)
  await learner.add({ type: 'bench', day: day.day, results, judgement })
  return previous
}

/** The last run of a day's benchmark. */
export function lastBench(
  { record }: Pick<Learner, 'record'>,
  { day }: Pick<Day, 'day'>,
): EventOf<'bench'> | undefined {
  return record.events.findLast((event): event is EventOf<'bench'> => event.type === 'bench' && event.day === day)
}
