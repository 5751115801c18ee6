import { busyMachine } from '../../fenced/patience.ts'
import { Problem } from '../../problem.ts'
import type { Day } from '../course/model.ts'
import type { Question } from '../course/schema.ts'
import { normaliseOutput, runSnippet } from './run-snippet.ts'
import { seedOf, shuffle } from './shuffle.ts'

/** A question as it is put to a learner, its right answer known. */
export type AskedQuestion = {
  /** Within its day. */
  id: string
  day: number
  prompt: string
  /** A program whose output is asked for. */
  code?: string
  /** Anchor of the section that explains it. */
  read: string
} & (
  | { kind: 'choice'; options: Option[] }
  /** The learner types what the program prints. */
  | { kind: 'typed'; right: string; because: string }
)

interface Option {
  text: string
  because: string
  correct: boolean
}

export interface AskOptions {
  /** Decides the order of the options. Default: the question's id, so that numbers mean the same in every run. */
  seed?: number
  signal?: AbortSignal
  /** Of this package, whose dependencies programs may import. */
  packageRoot?: string
}

/**
 * Makes a question ready: runs its program for the right answer, mixes the options.
 * @throws Problem when its program does not print an answer
 */
export async function askQuestion(
  day: Pick<Day, 'day' | 'room'>,
  question: Question,
  options: AskOptions = {},
): Promise<AskedQuestion> {
  const { id, prompt, read } = question
  const seed = (options.seed ?? 0) ^ seedOf(`${day.day}/${id}`)
  const base = { id, day: day.day, prompt, read }
  if (question.kind === 'choice') return { ...base, kind: 'choice', options: shuffle(question.options, seed) }
  const right = await outputOf(day, question, options)
  const wrong = question.wrong
    .map(({ output, because }) => ({ text: normaliseOutput(output), because, correct: false }))
    .filter(({ text }) => text !== right)
  if (wrong.length === 0) return { ...base, code: question.code, kind: 'typed', right, because: question.because }
  const mixed = shuffle([{ text: right, because: question.because, correct: true }, ...wrong], seed)
  return { ...base, code: question.code, kind: 'choice', options: mixed }
}

/** What the program of a question prints; of one that throws at the end, what it printed before. */
async function outputOf(
  day: Pick<Day, 'room'>,
  question: Extract<Question, { kind: 'predict' }>,
  { signal, packageRoot }: AskOptions,
): Promise<string> {
  const result = await runSnippet(question, {
    ...(signal && { signal }),
    ...(packageRoot !== undefined && { packageRoot }),
  })
  if (result.status === 'printed' || (result.status === 'threw' && result.output !== '')) return result.output
  const what = {
    threw: 'ends with an error before it prints anything',
    'timed-out': `does not end in time${busyMachine()}`,
    'printed-too-much': 'does not stop printing',
  }[result.status]
  throw new Problem(
    `The question "${question.id}" cannot be asked: its program ${what}.`,
    `Tell the author of the course (lessons/${day.room}/quiz.yaml). The other questions still work.`,
  )
}
