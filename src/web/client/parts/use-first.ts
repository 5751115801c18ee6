import { useRef } from 'preact/hooks'

/** The first value that was there, whatever comes later. */
export function useFirst<T>(value: T | undefined): T | undefined {
  const first = useRef<T | undefined>(undefined)
  first.current ??= value
  return first.current
}
