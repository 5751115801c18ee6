import { useEffect, useMemo } from 'preact/hooks'
import type { ExerciseAnswer } from '../../api.ts'
import { listen } from '../live.ts'
import { createDesk, type Desk } from './desk.ts'

/** The desk of an exercise for as long as its page is open. What is unsaved when it closes is saved then. */
export function useDesk(path: string, files: ExerciseAnswer['files']): Desk {
  const desk = useMemo(() => createDesk(path, files), [path])
  useEffect(() => {
    const ends = [
      listen('files', ({ files: texts }) => desk.hear(texts)),
      // Of the first connection too: the files may have changed between the answer and the stream.
      listen('hello', () => void desk.comeBack()),
    ]
    const leave = () => desk.leave()
    const warn = (event: BeforeUnloadEvent) => {
      if (desk.state.value === 'unsaved' || desk.state.value === 'conflict') event.preventDefault()
    }
    addEventListener('pagehide', leave)
    addEventListener('beforeunload', warn)
    return () => {
      removeEventListener('pagehide', leave)
      removeEventListener('beforeunload', warn)
      for (const end of ends) end()
      leave()
    }
  }, [desk])
  return desk
}
