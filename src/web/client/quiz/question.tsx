import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { AnswerRequest, AskedAnswer, JudgedAnswer } from '../../api.ts'
import { post, Refused } from '../ask.ts'
import { Html } from '../parts/html.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Judgement } from './judgement.tsx'
import { Options } from './options.tsx'
import { Typed } from './typed.tsx'

interface QuestionProps {
  question: AskedAnswer
  judged: JudgedAnswer | undefined
  onJudged: (judged: JudgedAnswer) => void
  onNext: () => void
  isLast: boolean
}

export function Question({ question, judged, onJudged, onNext, isLast }: QuestionProps) {
  const { prompt, code, options } = question
  const { given, refused, answer } = useAnswering(question, onJudged)
  const start = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => start.current?.focus({ preventScroll: true }), [])
  return (
    <div class="question stack">
      <div ref={start} tabIndex={-1} class="question-start">
        <Html html={prompt} class="prose question-prompt" />
      </div>
      {code !== undefined && <Html html={code} class="code" />}
      {options ? (
        <Options options={options} given={given} judged={judged} onAnswer={answer} />
      ) : (
        <Typed isOver={given !== undefined} onAnswer={answer} />
      )}
      {refused && <Trouble refused={refused} />}
      {judged && <Judgement question={question} judged={judged} onNext={onNext} isLast={isLast} />}
      {!judged && (
        <p class="small soft">
          {options ? (
            <>
              Answer with <kbd>1</kbd> to <kbd>{options.length}</kbd>, or{' '}
            </>
          ) : null}
          <button type="button" class="button button-small" onClick={onNext}>
            Leave it open
          </button>
        </p>
      )}
    </div>
  )
}

/** Sends an answer once; one that could not be sent may be given again. */
function useAnswering({ day, id }: AskedAnswer, onJudged: (judged: JudgedAnswer) => void) {
  const [given, setGiven] = useState<string>()
  const [refused, setRefused] = useState<Refused>()
  const answer = async (text: string) => {
    setGiven(text)
    setRefused(undefined)
    try {
      const body = { answer: text } satisfies AnswerRequest
      onJudged(await post<JudgedAnswer>(`/quiz/${day}/${encodeURIComponent(id)}`, body))
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      setGiven(undefined)
      setRefused(error)
    }
  }
  return { given, refused, answer }
}
