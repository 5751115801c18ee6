import { useEffect, useMemo } from 'preact/hooks'
import type { ExerciseAnswer } from '../../api.ts'
import { listen } from '../live.ts'
import { Desk } from './desk.ts'

/** The desk of the page that is open, and those that were left with something unsaved: they are found again as they were. */
const kept = new Map<string, Desk>()
const open = new Set<Desk>()

listen('hello', () => {
  for (const desk of kept.values()) void desk.comeBack()
})
addEventListener('pagehide', () => {
  for (const desk of kept.values()) desk.leave()
})
addEventListener('beforeunload', (event) => {
  if ([...kept.values()].some(({ state }) => state.value !== 'saved')) event.preventDefault()
})

/** The desk of an exercise. When its page closes, what is unsaved is saved; what cannot be saved is kept. */
export function useDesk(path: string, files: ExerciseAnswer['files']): Desk {
  const desk = useMemo(() => kept.get(path) ?? new Desk(path, files), [path])
  useEffect(() => {
    kept.set(path, desk)
    open.add(desk)
    const end = listen('files', ({ files: texts }) => desk.hear(texts))
    return () => {
      open.delete(desk)
      end()
      void desk.save(false).then(() => {
        if (!open.has(desk) && desk.state.value === 'saved') kept.delete(path)
      })
    }
  }, [desk])
  return desk
}
