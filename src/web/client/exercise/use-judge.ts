import { useEffect, useReducer } from 'preact/hooks'
import type { ExerciseAnswer } from '../../api.ts'
import { listen } from '../live.ts'
import { afterEvent, type JudgeEvent, type JudgeState, judgeBefore } from './judge-state.ts'

const NAMES = ['judging', 'check', 'verdict', 'stopped', 'trouble'] as const

/** Follows the judge of an exercise, check by check. */
export function useJudge(answer: Pick<ExerciseAnswer, 'ref' | 'verdict'>): JudgeState {
  const [state, tell] = useReducer<JudgeState, JudgeEvent>(afterEvent, judgeBefore(answer))
  useEffect(() => {
    const ends = NAMES.map((name) =>
      listen(name, (event) => {
        if (event.ref === answer.ref) tell({ name, event } as JudgeEvent)
      }),
    )
    return () => {
      for (const end of ends) end()
    }
  }, [answer.ref])
  return state
}
