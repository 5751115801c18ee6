import { Router } from 'express'
import * as v from 'valibot'
import { judgeAnswer } from '../../../engine/quiz/judge-answer.ts'
import { readDayQuestions } from '../../../engine/quiz/read-day.ts'
import { proseHtml } from '../../../ui/page/prose.ts'
import type { AnswerRequest, JudgedAnswer, QuizAnswer } from '../../api.ts'
import { answerHtml, askedAnswer } from '../asked.ts'
import { type BodySchema, type Desk, learnerNow, openDay, parseBody } from '../desk.ts'
import { Refused } from '../refusal.ts'

const given: BodySchema<AnswerRequest> = v.strictObject({
  answer: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(10_000)),
})

export function quizRoutes(desk: Desk): Router {
  const router = Router()
  router.get('/quiz/:day', async (request, response) => {
    const learner = await learnerNow(desk)
    const day = openDay(learner, request.params.day)
    const questions = readDayQuestions(learner.course, day)
    const ready = await Promise.all(questions.map((question) => desk.questions.get(day, question)))
    response.json({
      day: day.day,
      title: day.title,
      questions: ready.flatMap((each) => ('asked' in each ? [askedAnswer(learner, day, each.asked)] : [])),
      unasked: ready.flatMap((each) => ('unasked' in each ? [each.unasked] : [])),
    } satisfies QuizAnswer)
  })
  router.post('/quiz/:day/:id', async (request, response) => {
    const { answer } = parseBody(given, request.body)
    const learner = await learnerNow(desk)
    const day = openDay(learner, request.params.day)
    const { id } = request.params
    const question = readDayQuestions(learner.course, day).find((each) => each.id === id)
    if (!question) throw new Refused(404, `Day ${day.day} has no question "${id}".`, 'Load the quiz anew.')
    const ready = await desk.questions.get(day, question)
    if ('unasked' in ready) throw new Refused(409, ready.unasked.message, ready.unasked.hint)
    const { asked } = ready
    const { correct, right, because, wrong } = judgeAnswer(asked, answer)
    await learner.add({ type: 'answer', question: `${day.day}/quiz:${question.id}`, correct })
    response.json({
      correct,
      right: answerHtml(asked, right),
      because: proseHtml(because),
      ...(wrong && { wrong: proseHtml(wrong.because) }),
    } satisfies JudgedAnswer)
  })
  return router
}
