import { useEffect, useRef, useState } from 'preact/hooks'
import { post, Refused } from '../ask.ts'
import { type Entry, READ_TO_THE_END } from './sections.ts'

/** As long as a heading must stay before it counts as read: somebody who scrolls past reads nothing. */
const STAYS_MS = 1200

/** The anchor of the section that stands at the top of the window. What is read is recorded, so that one can read on. */
export function useReading(day: number, entries: Entry[]): string | undefined {
  const [current, setCurrent] = useState<string>()
  const anchors = entries.map(({ anchor }) => anchor).join('\n')
  useEffect(() => {
    const look = () => setCurrent(sectionAt(anchors.split('\n')))
    look()
    addEventListener('scroll', look, { passive: true })
    return () => removeEventListener('scroll', look)
  }, [anchors])
  const recorded = useRef<string | undefined>(undefined)
  useEffect(() => {
    const at = entries.findIndex(({ anchor }) => anchor === current)
    const entry = entries[at]
    // At the first section nothing has been read yet.
    if (!entry || at === 0) return
    const section = entry.isProse ? entry.anchor : READ_TO_THE_END
    if (recorded.current === section) return
    const timer = setTimeout(() => {
      recorded.current = section
      post(`/days/${day}/visited`, { section }).catch(isNoMatter)
    }, STAYS_MS)
    return () => clearTimeout(timer)
  }, [current])
  return current
}

/** The last heading above the upper third of the window. */
function sectionAt(anchors: string[]): string | undefined {
  const line = innerHeight / 3
  const isAbove = (anchor: string) => (document.getElementById(anchor)?.getBoundingClientRect().top ?? line + 1) <= line
  return anchors.findLast(isAbove)
}

/** Where reading stopped is a convenience: the banner says that the course is away, and nothing else is lost. */
function isNoMatter(error: unknown): void {
  if (!(error instanceof Refused)) throw error
}
