import { useState } from 'preact/hooks'
import type { ExerciseAnswer } from '../../api.ts'
import { post, Refused } from '../ask.ts'
import { Locked } from '../day/locked.tsx'
import { Title } from '../parts/title.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { countOf, durationOf, localDate, sayDate } from '../parts/words.ts'
import { dayPath } from '../route.ts'
import { useAnswer } from '../use-answer.ts'
import { Contract } from './contract.tsx'
import { Editing } from './editing.tsx'
import { Following } from './following.tsx'
import { Gate } from './gate.tsx'
import { Hints } from './hints.tsx'
import { Mistake } from './mistake.tsx'
import { Reset } from './reset.tsx'
import { Solution } from './solution.tsx'
import { useDesk } from './use-desk.ts'
import { useJudge } from './use-judge.ts'
import { VerdictPanel } from './verdict-panel.tsx'

export function ExercisePage({ day, id }: { day: number; id: string }) {
  const asked = useAnswer<ExerciseAnswer>(`/exercises/${day}/${encodeURIComponent(id)}`)
  const answer = asked.state === 'asking' ? undefined : asked.answer
  if (answer) return <Exercise answer={answer} />
  if (asked.state === 'refused' && asked.refused.status === 423) {
    return <Locked day={day} refused={asked.refused} onOpen={asked.again} />
  }
  const heading = `${day}/${id}`
  return (
    <div class="stack">
      <Title>{heading}</Title>
      {asked.state === 'refused' && <Trouble refused={asked.refused} />}
    </div>
  )
}

function Exercise({ answer }: { answer: ExerciseAnswer }) {
  const path = `/exercises/${answer.day}/${encodeURIComponent(answer.id)}`
  const desk = useDesk(path, answer.files)
  const judge = useJudge(answer)
  const [refused, setRefused] = useState<Refused>()
  const check = async () => {
    try {
      await desk.save(false)
      await post(`${path}/check`)
      setRefused(undefined)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      setRefused(error)
    }
  }
  const isPassed = answer.status === 'passed' || judge.verdict?.isPassed === true
  return (
    <div class="exercise">
      <Head answer={answer} isPassed={isPassed} />
      <div class="exercise-desk">
        <div class="exercise-left stack">
          <Contract answer={answer} />
          <Editing desk={desk} answer={answer} judge={judge} onCheck={check} />
        </div>
        <div class="exercise-right stack">
          {refused && <Trouble refused={refused} />}
          <VerdictPanel answer={answer} judge={judge} onCheck={check} />
          {judge.phase === 'idle' && judge.verdict?.mistake && <Mistake mistake={judge.verdict.mistake} />}
          {isPassed && <Following following={answer.following} day={answer.day} />}
          <Hints path={path} hints={answer.hints} isPassed={isPassed} />
          <Reset path={path} desk={desk} />
        </div>
      </div>
      {answer.gate && <Gate gate={answer.gate} />}
      <Solution path={path} answer={answer} desk={desk} isPassed={isPassed} />
    </div>
  )
}

function Head({ answer, isPassed }: { answer: ExerciseAnswer; isPassed: boolean }) {
  const { ref, day, dayTitle, title, minutes, attempts, services, lastAttempt } = answer
  const standing = isPassed ? 'passed' : attempts > 0 ? 'not passed yet' : 'not tried yet'
  const facts = [
    ref,
    durationOf(minutes),
    standing,
    ...(attempts > 0 ? [countOf(attempts, 'attempt')] : []),
    ...(services.length > 0 ? [`uses ${services.join(' and ')}`] : []),
  ]
  return (
    <header class="exercise-head stack">
      <p class="eyebrow">
        <a href={dayPath(day)}>
          Day {day}: {dayTitle}
        </a>
      </p>
      <Title>{title}</Title>
      <p class="facts">
        {facts.map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
        {lastAttempt && !isPassed && <span>last tried {sayDate(localDate(lastAttempt.at))}</span>}
      </p>
    </header>
  )
}
