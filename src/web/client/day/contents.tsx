import { useEffect, useRef } from 'preact/hooks'
import type { Entry } from './sections.ts'

interface ContentsProps {
  entries: Entry[]
  /** The anchor of what is being read. */
  current: string | undefined
}

/** The contents of the day, beside it where there is room, above it where there is none. Follows the reader. */
export function Contents({ entries, current }: ContentsProps) {
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    const item = list.current?.querySelector('[aria-current]')
    if (item instanceof HTMLElement && list.current) keepInView(list.current, item)
  }, [current])
  return (
    <nav class="contents" aria-label="Contents of this day">
      <details open={matchMedia('(min-width: 62rem)').matches}>
        <summary>Contents</summary>
        <ol ref={list} class="contents-list">
          {entries.map(({ anchor, title, isProse }) => (
            <li key={anchor} class={isProse ? undefined : 'contents-work'}>
              <a href={`#${encodeURIComponent(anchor)}`} {...(anchor === current && { 'aria-current': 'location' })}>
                {title}
              </a>
            </li>
          ))}
        </ol>
      </details>
    </nav>
  )
}

/** Moves the list alone; `scrollIntoView` would move the page as well. */
function keepInView(list: HTMLElement, item: HTMLElement): void {
  const above = item.offsetTop - list.offsetTop
  if (above < list.scrollTop) list.scrollTop = above
  const below = above + item.offsetHeight - list.clientHeight
  if (below > list.scrollTop) list.scrollTop = below
}
