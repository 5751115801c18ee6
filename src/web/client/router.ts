import { computed, signal } from '@preact/signals'
import { routeOf } from './route.ts'

const here = signal({ pathname: location.pathname, search: location.search, hash: location.hash })

/** The page that is shown. Follows the address. */
export const route = computed(() => routeOf(here.value.pathname, here.value.search))
/** The section that the address names, without its `#`. */
export const hash = computed(() => decodeURIComponent(here.value.hash.slice(1)))

let moves = 0

/** Whether another page was opened since the document was loaded: until then the focus is the browser's to set. */
export function hasMoved(): boolean {
  return moves > 0
}

export function navigate(path: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') history.pushState(null, '', path)
  else history.replaceState(null, '', path)
  follow()
  if (location.hash === '') scrollTo({ top: 0, behavior: 'instant' })
}

/** Links within the page are followed without loading a document; new tabs and other hosts stay the browser's. */
export function startRouter(): void {
  addEventListener('popstate', follow)
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!link || event.defaultPrevented || event.button !== 0 || wantsAnother(event, link)) return
    if (link.pathname === location.pathname && link.search === location.search && link.hash !== '') return
    event.preventDefault()
    navigate(link.pathname + link.search + link.hash)
  })
}

function follow(): void {
  moves++
  here.value = { pathname: location.pathname, search: location.search, hash: location.hash }
}

function wantsAnother(event: MouseEvent, link: HTMLAnchorElement): boolean {
  const withKey = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey
  return withKey || link.origin !== location.origin || link.target !== '' || link.hasAttribute('download')
}
