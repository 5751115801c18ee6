import { useEffect, useRef } from 'preact/hooks'

/** The page's heading. Takes the focus when the page opens, so that the keyboard and a screen reader begin there. */
export function Title({ children }: { children: string }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${children} · course`
  }, [children])
  useEffect(() => {
    if (location.hash === '') heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  )
}
