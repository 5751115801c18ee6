import type { CheckOutcome } from '../../../engine/judge/verdict.ts'
import type { ExerciseAnswer, LiveEvents, Refusal } from '../../api.ts'

/** What the page knows of the judge of one exercise. */
export interface JudgeState {
  phase: 'idle' | 'waiting' | 'waiting-for-bench' | 'judging'
  /** Checks that have ended in the run that goes on. */
  ended: ReadonlyMap<string, CheckOutcome['status']>
  verdict?: LiveEvents['verdict']
  trouble?: Refusal['error']
}

export type JudgeEvent = {
  [Name in 'judging' | 'check' | 'verdict' | 'stopped' | 'trouble']: { name: Name; event: LiveEvents[Name] }
}[keyof Pick<LiveEvents, 'judging' | 'check' | 'verdict' | 'stopped' | 'trouble'>]

export function judgeBefore({ verdict }: Pick<ExerciseAnswer, 'verdict'>): JudgeState {
  return { phase: 'idle', ended: new Map(), ...(verdict && { verdict }) }
}

/** Pure: the state after an event. The last verdict stays until there is another. */
export function afterEvent(state: JudgeState, { name, event }: JudgeEvent): JudgeState {
  const { trouble: _, ...rest } = state
  switch (name) {
    case 'judging':
      return { ...rest, phase: phaseOf(event), ended: new Map() }
    case 'check':
      return { ...rest, phase: 'judging', ended: new Map([...state.ended, [event.title, event.status]]) }
    case 'verdict':
      return { phase: 'idle', ended: new Map(), verdict: event }
    case 'stopped':
      return { ...rest, phase: 'idle', ended: new Map() }
    case 'trouble':
      return { ...rest, phase: 'idle', ended: new Map(), trouble: { message: event.message, hint: event.hint } }
  }
}

function phaseOf({ waiting, for: what }: LiveEvents['judging']): JudgeState['phase'] {
  if (!waiting) return 'judging'
  return what === 'bench' ? 'waiting-for-bench' : 'waiting'
}
