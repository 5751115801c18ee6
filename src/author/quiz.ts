import { readQuestions } from '../engine/course/load.ts'
import type { Course, Day } from '../engine/course/model.ts'
import type { Question } from '../engine/course/schema.ts'
import { normaliseOutput, type SnippetResult } from '../engine/quiz/run-snippet.ts'
import { error, type Finding, warning } from './finding.ts'

type Predict = Extract<Question, { kind: 'predict' }>
type Choice = Extract<Question, { kind: 'choice' }>

/** Runs a question's code in a process of its own. */
export type RunSnippet = (question: Predict) => Promise<SnippetResult>

const ENOUGH_TO_GUESS = 3

export function quizFile(day: Pick<Day, 'room'>): string {
  return `lessons/${day.room}/quiz.yaml`
}

export function quizReads(course: Pick<Course, 'root'>, day: Day) {
  const file = quizFile(day)
  return readQuestions(course, day).map(({ id, read }) => ({ read, file, by: `Question ${id}` }))
}

/** What each predict question says is what Node prints, twice; no question gives itself away. */
export async function proveQuiz(course: Pick<Course, 'root'>, day: Day, run: RunSnippet): Promise<Finding[]> {
  const questions = readQuestions(course, day)
  const file = quizFile(day)
  const findings = [...proveIds(file, questions), ...proveLengths(file, questions)]
  for (const question of questions) {
    if (question.kind === 'predict') findings.push(...(await provePrediction(file, question, run)))
  }
  return findings
}

async function provePrediction(file: string, question: Predict, run: RunSnippet): Promise<Finding[]> {
  const [first, second] = await Promise.all([run(question), run(question)])
  const problem = problemOf(first) ?? problemOf(second)
  if (problem !== undefined)
    return [error(file, `The code of ${question.id} ${problem}.`, 'Mend the code of the question.')]
  const right = printedBy(first)
  if (right === '') {
    return [error(file, `The code of ${question.id} prints nothing.`, 'Print the answer with console.log.')]
  }
  if (right !== printedBy(second)) {
    return [
      error(file, `The code of ${question.id} prints something else each time.`, 'Take time and chance out of it.'),
    ]
  }
  const outputs = question.wrong.map(({ output }) => normaliseOutput(output))
  if (outputs.includes(right)) {
    const message = `A wrong output of ${question.id} is what the code prints.`
    return [error(file, message, 'Take it out: the right one comes from running the code.')]
  }
  const same = outputs.some((output, index) => outputs.indexOf(output) < index)
  return same ? [error(file, `Two wrong outputs of ${question.id} are the same.`, 'Leave one of them.')] : []
}

function proveIds(file: string, questions: Question[]): Finding[] {
  const twice = questions.filter(({ id }, index) => questions.findIndex((other) => other.id === id) < index)
  return twice.map(({ id }) => error(file, `The question ${id} is there twice.`, 'Give each its own id.'))
}

/** A learner who always takes the longest option should not do well. Their order is mixed when they are shown. */
function proveLengths(file: string, questions: Question[]): Finding[] {
  const choices = questions.filter((question): question is Choice => question.kind === 'choice')
  if (choices.length < ENOUGH_TO_GUESS) return []
  const longest = choices.every(({ options }) => {
    const most = Math.max(...options.map(({ text }) => text.length))
    return options.some(({ correct, text }) => correct && text.length === most)
  })
  if (!longest) return []
  return [warning(file, 'The right option is the longest in every question.', 'Make some wrong ones as careful.')]
}

/** A program may end in an error on purpose, after it has printed. */
function problemOf(result: SnippetResult): string | undefined {
  if (result.status === 'threw' && result.output === '') {
    const line = result.error.split('\n').find((text) => /^\w*Error\b/.test(text)) ?? 'it threw'
    return `ends in an error before it prints: ${line}`
  }
  if (result.status === 'timed-out') return `did not end within ${result.afterMs / 1000} s`
  return result.status === 'printed-too-much' ? 'prints without end' : undefined
}

function printedBy(result: SnippetResult): string {
  return 'output' in result ? normaliseOutput(result.output) : ''
}
