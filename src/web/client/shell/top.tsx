import type { HomeAnswer } from '../../api.ts'
import { countOf } from '../parts/words.ts'
import { type Route, searchPath } from '../route.ts'
import { navigate } from '../router.ts'

const LINKS = [
  { page: 'home', href: '/', text: 'Home' },
  { page: 'progress', href: '/progress', text: 'Progress' },
  { page: 'review', href: '/review', text: 'Review' },
  { page: 'trace', href: '/trace', text: 'Trace' },
] as const

export function Top({ at, home }: { at: Route; home: HomeAnswer | undefined }) {
  const due = home ? home.due.questions + home.due.exercises : 0
  return (
    <header class="top">
      <div class="top-row">
        <a class="brand" href="/">
          {home ? shortTitle(home.title) : 'Course'}
        </a>
        <nav class="nav" aria-label="Pages">
          {LINKS.map(({ page, href, text }) => (
            <a key={page} href={href} {...(at.page === page && { 'aria-current': 'page' })}>
              {text}
              {page === 'review' && due > 0 && (
                <span class="nav-count">
                  {due}
                  <span class="unseen"> {countOf(due, 'item').replace(/^\d+ /, '')} due</span>
                </span>
              )}
            </a>
          ))}
        </nav>
        <SearchField query={at.page === 'search' ? at.query : ''} />
      </div>
    </header>
  )
}

/** A subtitle is for the first page. */
function shortTitle(title: string): string {
  return title.split(':')[0] ?? title
}

function SearchField({ query }: { query: string }) {
  const search = (event: SubmitEvent) => {
    event.preventDefault()
    const words = new FormData(event.currentTarget as HTMLFormElement).get('q')
    if (typeof words === 'string' && words.trim() !== '') navigate(searchPath(words.trim()))
  }
  return (
    <search class="top-search">
      <form action="/search" onSubmit={search}>
        <input
          key={query}
          type="search"
          name="q"
          aria-label="Search the course"
          placeholder="Search"
          defaultValue={query}
        />
      </form>
    </search>
  )
}
