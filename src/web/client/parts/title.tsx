import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { hasMoved } from '../router.ts'

/** The page's heading. Takes the focus when one comes from another page, so that the keyboard and a screen reader begin there. */
export function Title({ children }: { children: string }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${children} · course`
  }, [children])
  useLayoutEffect(() => {
    if (hasMoved() && location.hash === '') heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  )
}
