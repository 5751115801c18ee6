import { useEffect } from 'preact/hooks'
import type { DayAnswer } from '../../api.ts'
import { Html } from '../parts/html.tsx'
import { Title } from '../parts/title.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { countOf, durationOf } from '../parts/words.ts'
import { dayPath } from '../route.ts'
import { hash } from '../router.ts'
import { useAnswer } from '../use-answer.ts'
import { BenchSection } from './bench-section.tsx'
import { Contents } from './contents.tsx'
import { Demos } from './demo.tsx'
import { Locked } from './locked.tsx'
import { entriesOf, READ_TO_THE_END } from './sections.ts'
import { ShareSection } from './share-section.tsx'
import { Topics } from './topics.tsx'
import { useReading } from './use-reading.ts'
import { Work } from './work.tsx'

export function DayPage({ day }: { day: number }) {
  const asked = useAnswer<DayAnswer>(`/days/${day}`)
  const answer = asked.state === 'asking' ? undefined : asked.answer
  if (answer) return <Day answer={answer} />
  if (asked.state !== 'refused') return <Title>{`Day ${day}`}</Title>
  if (asked.refused.status === 423) return <Locked day={day} refused={asked.refused} onOpen={asked.again} />
  return (
    <div class="stack">
      <Title>{`Day ${day}`}</Title>
      <Trouble refused={asked.refused} />
    </div>
  )
}

function Day({ answer }: { answer: DayAnswer }) {
  const entries = entriesOf(answer)
  const current = useReading(answer.day, entries)
  useEffect(() => {
    if (hash.value !== '') document.getElementById(hash.value)?.scrollIntoView({ behavior: 'instant' })
  }, [])
  return (
    <div class="day">
      <Contents entries={entries} current={current} />
      <article class="day-body">
        <Head answer={answer} />
        {answer.sections.map(({ anchor, html, language }) => (
          // The heading of a section has its anchor; only what stands before the first heading has none.
          <section
            key={anchor}
            class="day-section"
            {...(language !== undefined && { lang: language })}
            {...(!html.startsWith('<h2') && { id: anchor })}
          >
            <Html html={html} />
          </section>
        ))}
        <Demos day={answer.day} demos={answer.demos} />
        <Work answer={answer} />
        {answer.hasBench && <BenchSection day={answer.day} />}
        {answer.status === 'done' && <ShareSection day={answer.day} />}
        <Neighbours answer={answer} />
      </article>
    </div>
  )
}

function Head({ answer }: { answer: DayAnswer }) {
  const { day, title, outcome, minutes, phase, gate, exercises, demos, quiz, section, sections } = answer
  const facts = [
    `About ${durationOf(minutes)}`,
    ...(exercises.length > 0 ? [countOf(exercises.length, 'exercise')] : []),
    ...(demos.length > 0 ? [countOf(demos.length, 'demo')] : []),
    ...(quiz ? [countOf(quiz.questions, 'question')] : []),
  ]
  const stopped = section === READ_TO_THE_END ? undefined : sections.find(({ anchor }) => anchor === section)
  return (
    <header class="day-head stack">
      <p class="eyebrow">
        {phase}
        {gate !== undefined && `, gate ${gate}`}
      </p>
      <Title>{`Day ${day}: ${title}`}</Title>
      <p class="lead">{outcome}</p>
      <p class="facts">
        {facts.map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </p>
      {stopped && stopped.title !== '' && (
        <p>
          <a class="button" href={dayPath(day, stopped.anchor)}>
            Read on: {stopped.title}
          </a>
        </p>
      )}
      <Topics topics={answer.topics} />
    </header>
  )
}

function Neighbours({ answer: { previous, following } }: { answer: DayAnswer }) {
  return (
    <nav class="neighbours" aria-label="Days">
      {previous && (
        <a href={dayPath(previous.day)}>
          ← Day {previous.day}: {previous.title}
        </a>
      )}
      {following && (
        <a class="neighbour-next" href={dayPath(following.day)}>
          Day {following.day}: {following.title} →
        </a>
      )}
    </nav>
  )
}
