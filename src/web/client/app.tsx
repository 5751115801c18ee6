import { useEffect } from 'preact/hooks'
import type { HomeAnswer } from '../api.ts'
import { DayPage } from './day/day.tsx'
import { ExercisePage } from './exercise/exercise.tsx'
import { HomePage } from './home/home.tsx'
import { connect } from './live.ts'
import { ProgressPage } from './progress/progress.tsx'
import { QuizPage } from './quiz/quiz.tsx'
import { ReviewPage } from './review/review.tsx'
import type { Route } from './route.ts'
import { route } from './router.ts'
import { SearchPage } from './search/search.tsx'
import { Banner } from './shell/banner.tsx'
import { Top } from './shell/top.tsx'
import { UnknownPage } from './shell/unknown.tsx'
import { TracePage } from './trace/trace.tsx'
import { type Asked, useAnswer } from './use-answer.ts'

export function App() {
  const at = route.value
  const exercise = at.page === 'exercise' ? `${at.day}/${at.id}` : undefined
  const home = useAnswer<HomeAnswer>('/home')
  useEffect(() => connect(exercise), [exercise])
  return (
    <div class="shell">
      <a class="skip" href="#main">
        To the content
      </a>
      <Top at={at} home={home.state === 'here' ? home.answer : undefined} />
      <Banner />
      <main id="main" class="page" tabIndex={-1}>
        <Page at={at} home={home} />
      </main>
    </div>
  )
}

/** Keys make a page of its own of each day and exercise: nothing of the one before stays. */
function Page({ at, home }: { at: Route; home: Asked<HomeAnswer> }) {
  switch (at.page) {
    case 'home':
      return <HomePage home={home} />
    case 'day':
      return <DayPage key={at.day} day={at.day} />
    case 'exercise':
      return <ExercisePage key={`${at.day}/${at.id}`} day={at.day} id={at.id} />
    case 'quiz':
      return <QuizPage key={at.day} day={at.day} />
    case 'progress':
      return <ProgressPage />
    case 'review':
      return <ReviewPage />
    case 'search':
      return <SearchPage query={at.query} />
    case 'trace':
      return <TracePage />
    case 'unknown':
      return <UnknownPage />
  }
}
