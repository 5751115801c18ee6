import { useEffect, useState } from 'preact/hooks'
import { get, Refused } from './ask.ts'
import { changes } from './live.ts'

export type Asked<T> =
  | { state: 'asking' }
  | { state: 'here'; answer: T }
  /** `answer`: the last one, which is better than nothing. */
  | { state: 'refused'; refused: Refused; answer?: T }

/** Asks when the page opens and again whenever the record has changed; the last answer stays until the next is there. */
export function useAnswer<T>(path: string): Asked<T> & { again: () => void } {
  const [kept, setKept] = useState<{ path: string; asked: Asked<T> }>({ path, asked: { state: 'asking' } })
  const [times, setTimes] = useState(0)
  const round = changes.value
  useEffect(() => {
    const controller = new AbortController()
    get<T>(path, controller.signal).then(
      (answer) => setKept({ path, asked: { state: 'here', answer } }),
      (error: unknown) => {
        if (controller.signal.aborted) return
        if (!(error instanceof Refused)) throw error
        setKept((before) => ({ path, asked: refusedAfter(before.path === path ? before.asked : undefined, error) }))
      },
    )
    return () => controller.abort()
  }, [path, round, times])
  const asked: Asked<T> = kept.path === path ? kept.asked : { state: 'asking' }
  return { ...asked, again: () => setTimes((count) => count + 1) }
}

function refusedAfter<T>(before: Asked<T> | undefined, refused: Refused): Asked<T> {
  const answer = before && before.state !== 'asking' ? before.answer : undefined
  return { state: 'refused', refused, ...(answer !== undefined && { answer }) }
}
