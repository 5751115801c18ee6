import type { Day } from '../../engine/course/model.ts'
import type { Question } from '../../engine/course/schema.ts'
import { type AskedQuestion, askQuestion } from '../../engine/quiz/ask.ts'
import { type JudgedAnswer, judgeAnswer } from '../../engine/quiz/judge-answer.ts'
import { isProblem } from '../../problem.ts'
import { askChoice, askText } from '../../ui/prompt.ts'
import { isOneLine, type QuizDraw, renderJudgement, renderQuestion } from '../../ui/quiz.ts'
import type { World } from '../../world.ts'
import type { Learner } from './learner.ts'

export interface PosedQuestion {
  day: Day
  question: Question
}

/**
 * Asks one question after another at a terminal, and records each answer as it is given.
 * @returns how many were right, of those that could be asked
 */
export async function walkQuestions(posed: PosedQuestion[], learner: Learner, draw: QuizDraw, world: World) {
  let right = 0
  let of = 0
  const seed = Math.floor(world.random() * 2 ** 32)
  for (const [index, { day, question }] of posed.entries()) {
    const [asked] = await readyOrNone(day, question, world, seed)
    if (!asked) continue
    of++
    const heading = `Question ${index + 1} of ${posed.length}${posed.some((other) => other.day !== day) ? `, day ${day.day}` : ''}`
    const judged = await askOne(asked, heading, draw, world)
    world.stdout.write(`\n${renderJudgement(judged, asked, draw)}\n`)
    if (judged.correct) right++
    await learner.add({ type: 'answer', question: `${day.day}/quiz:${question.id}`, correct: judged.correct })
  }
  return { right, of }
}

async function askOne(asked: AskedQuestion, heading: string, draw: QuizDraw, world: World): Promise<JudgedAnswer> {
  const inMenu = asked.kind === 'choice' && asked.options.every(({ text }) => isOneLine(text, draw.look))
  world.stdout.write(`${renderQuestion(asked, heading, !inMenu, draw)}\n`)
  if (asked.kind === 'typed') return judgeAnswer(asked, await typedAnswer(world))
  const choices = asked.options.map(({ text }, index) => ({
    name: inMenu ? text || '(nothing)' : `Option ${index + 1}`,
    value: String(index + 1),
  }))
  return judgeAnswer(asked, await askChoice(world, 'Your answer', choices))
}

async function typedAnswer(world: World): Promise<string> {
  return askText(world, 'What does it print? (a space for each new line)')
}

/** A question whose program does not work costs the learner that one question. */
export async function readyOrNone(day: Day, question: Question, world: World, seed?: number): Promise<AskedQuestion[]> {
  try {
    return [await askQuestion(day, question, { signal: world.signal, ...(seed !== undefined && { seed }) })]
  } catch (error) {
    if (!isProblem(error)) throw error
    world.stderr.write(`${error.message}\n${error.hint}\n\n`)
    return []
  }
}
