import type { HomeAnswer } from '../../api.ts'
import { Html } from '../parts/html.tsx'
import { Title } from '../parts/title.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { countOf } from '../parts/words.ts'
import type { Asked } from '../use-answer.ts'
import { Next } from './next.tsx'
import { Phases } from './phases.tsx'

/** Where the learner is, and one button to go on. */
export function HomePage({ home }: { home: Asked<HomeAnswer> }) {
  if (home.state === 'asking') return <Title>Home</Title>
  if (home.state === 'refused' && !home.answer) return <Trouble refused={home.refused} />
  const { answer } = home
  return answer ? <Standing home={answer} /> : null
}

function Standing({ home }: { home: HomeAnswer }) {
  return (
    <div class={home.isFirstTime ? 'home' : 'home home-begun'}>
      <div class="home-head stack">
        <Title>{home.title}</Title>
        {home.isFirstTime && (
          <p class="lead">
            Each day you read, run a demo, and write code that hidden checks judge. A topic is ticked when you have
            proved it.
          </p>
        )}
        <Next next={home.next} />
        <Figures home={home} />
      </div>
      {!home.isFirstTime && <Lately home={home} />}
      <Phases
        phases={home.phases}
        gates={home.gates}
        current={home.next && 'day' in home.next ? home.next.day : undefined}
      />
    </div>
  )
}

function Figures({ home: { totals, streak, longestStreak } }: { home: HomeAnswer }) {
  return (
    <section aria-labelledby="so-far">
      <h2 id="so-far" class="unseen">
        So far
      </h2>
      <dl class="figures">
        <Figure name="days done" value={`${totals.days.done} of ${totals.days.total}`} />
        <Figure name="topics proved" value={`${totals.topics.done} of ${totals.topics.total}`} />
        <Figure name="exercises passed" value={`${totals.exercises.done} of ${totals.exercises.total}`} />
        <Figure name={`in a row; longest ${longestStreak}`} value={countOf(streak, 'day')} />
      </dl>
    </section>
  )
}

/** When there was work, and what comes back. */
function Lately({ home: { due, heatMap } }: { home: HomeAnswer }) {
  const dueText = [
    ...(due.questions > 0 ? [countOf(due.questions, 'question')] : []),
    ...(due.exercises > 0 ? [countOf(due.exercises, 'exercise')] : []),
  ].join(' and ')
  return (
    <section class="home-lately" aria-labelledby="lately">
      <h2 id="lately">Lately</h2>
      <Html class="heat" html={heatMap} />
      <p class="soft">{dueText === '' ? 'Nothing is due again today.' : <a href="/review">{dueText} due again</a>}</p>
    </section>
  )
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
