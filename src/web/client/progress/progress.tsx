import type { ProgressAnswer } from '../../api.ts'
import { Html } from '../parts/html.tsx'
import { Title } from '../parts/title.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { countOf, durationOf } from '../parts/words.ts'
import { useAnswer } from '../use-answer.ts'
import { DaysTable } from './days-table.tsx'
import { Gates } from './gates.tsx'
import { Report } from './report.tsx'
import { RoadmapPicture } from './roadmap.tsx'

/** What is proved: by day, by gate, and by the phases of the roadmap. */
export function ProgressPage() {
  const asked = useAnswer<ProgressAnswer>('/progress')
  const answer = asked.state === 'asking' ? undefined : asked.answer
  return (
    <div class="progress">
      <Title>Progress</Title>
      {!answer && asked.state === 'refused' && <Trouble refused={asked.refused} />}
      {answer && (
        <>
          <Work answer={answer} />
          <Gates gates={answer.gates} />
          <Report noReport={answer.noReport} />
          <DaysTable days={answer.days} />
          <RoadmapPicture roadmap={answer.roadmap} />
        </>
      )}
    </div>
  )
}

function Work({ answer: { totals, streak, longestStreak, minutes, activeDays, heatMap } }: { answer: ProgressAnswer }) {
  const figures = [
    ['days done', `${totals.days.done} of ${totals.days.total}`],
    ['exercises passed', `${totals.exercises.done} of ${totals.exercises.total}`],
    ['topics proved', `${totals.topics.done} of ${totals.topics.total}`],
    ['in a row', countOf(streak, 'day')],
    ['the longest row', countOf(longestStreak, 'day')],
    [`on ${countOf(activeDays, 'day')}`, durationOf(minutes)],
  ] as const
  return (
    <section class="progress-work" aria-labelledby="work">
      <h2 id="work" class="unseen">
        Work
      </h2>
      <dl class="figures">
        {figures.map(([name, value]) => (
          <div key={name} class="figure">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {activeDays > 0 && <Html class="heat" html={heatMap} />}
    </section>
  )
}
