import type { SearchAnswer } from '../../api.ts'
import { Title } from '../parts/title.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { dayPath, exercisePath, quizPath, searchPath } from '../route.ts'
import { useAnswer } from '../use-answer.ts'

export function SearchPage({ query }: { query: string }) {
  return (
    <div class="search stack">
      <Title>{query === '' ? 'Search' : `Search: ${query}`}</Title>
      {query === '' ? <p>Type words in the field above and press Enter.</p> : <Results query={query} />}
    </div>
  )
}

function Results({ query }: { query: string }) {
  const asked = useAnswer<SearchAnswer>(`/search?q=${encodeURIComponent(query)}`)
  if (asked.state === 'asking') return <p role="status">Searching …</p>
  if (!asked.answer) return asked.state === 'refused' ? <Trouble refused={asked.refused} /> : null
  const { found, more, has, near } = asked.answer
  return (
    <>
      <p role="status">{sayFound(found.length + more, has)}</p>
      {near.length > 0 && (
        <p>
          Did you mean{' '}
          {near.map((word, index) => (
            <span key={word}>
              {index > 0 && ', '}
              <a href={searchPath(word)}>{word}</a>
            </span>
          ))}
          ?
        </p>
      )}
      <ol class="found">
        {found.map((each, index) => (
          <Found key={index} found={each} />
        ))}
      </ol>
      {more > 0 && <p class="soft">{more} more. Another word narrows it down.</p>}
    </>
  )
}

function Found({ found: { kind, day, dayTitle, title, name, context } }: { found: SearchAnswer['found'][number] }) {
  return (
    <li class="found-one">
      <p class="eyebrow">
        Day {day}: {dayTitle} · {kind}
      </p>
      <a class="found-title" href={pathOf(kind, day, name)}>
        {title}
      </a>
      <p class="found-context">
        {context.map(({ text, isFound }, index) => (isFound ? <mark key={index}>{text}</mark> : text))}
      </p>
    </li>
  )
}

function pathOf(kind: SearchAnswer['found'][number]['kind'], day: number, name: string): string {
  if (kind === 'exercise') return exercisePath(day, name)
  if (kind === 'question') return quizPath(day)
  return dayPath(day, kind === 'section' ? name : undefined)
}

function sayFound(count: number, has: SearchAnswer['has']): string {
  if (count === 0) return 'Nothing was found.'
  const places = `${count} ${count === 1 ? 'place' : 'places'}`
  return has === 'all' ? `${places}.` : `No place has all of these words. ${places} with some of them.`
}
