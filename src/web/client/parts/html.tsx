import type { Html as ServerHtml } from '../../api.ts'

/** Prose and code that the server has rendered and escaped; the page's policy runs no script in it. */
export function Html({ html, class: className = 'prose' }: { html: ServerHtml; class?: string }) {
  return <div class={className} dangerouslySetInnerHTML={{ __html: html }} />
}
