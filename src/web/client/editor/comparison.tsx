import { useEffect, useRef } from 'preact/hooks'
import type { Side } from './side.ts'

/** Two texts with what differs between them: side by side where there is room, else one in the other. */
export function Comparison({ before, after }: { before: Side; after: Side }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let end: (() => void) | undefined
    let isGone = false
    void import('./merge.ts').then(({ showDifference }) => {
      if (!isGone && place.current) end = showDifference(place.current, before, after)
    })
    return () => {
      isGone = true
      end?.()
    }
  }, [before.text, after.text])
  return (
    <figure class="comparison">
      <figcaption class="comparison-names">
        <span>
          <span aria-hidden="true">− </span>
          {before.name}
        </span>
        <span>
          <span aria-hidden="true">+ </span>
          {after.name}
        </span>
      </figcaption>
      <div class="comparison-body" ref={place} />
    </figure>
  )
}
