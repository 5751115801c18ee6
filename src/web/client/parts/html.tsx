import { useEffect, useRef } from 'preact/hooks'
import type { Html as ServerHtml } from '../../api.ts'

/** Prose and code that the server has rendered and escaped; the page's policy runs no script in it. */
export function Html({ html, class: className = 'prose' }: { html: ServerHtml; class?: string }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!place.current) return
    const observer = new ResizeObserver(() => place.current?.querySelectorAll('pre, table').forEach(reachIfScrolls))
    observer.observe(place.current)
    return () => observer.disconnect()
  }, [html])
  return <div ref={place} class={className} dangerouslySetInnerHTML={{ __html: html }} />
}

/** What is wider or longer than its place scrolls, and must be reached by keyboard for that. */
function reachIfScrolls(element: Element): void {
  const scrolls = element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight
  if (scrolls) element.setAttribute('tabindex', '0')
  // Where the focus is, it stays.
  else if (element !== document.activeElement) element.removeAttribute('tabindex')
}
