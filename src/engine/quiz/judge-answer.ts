import { Problem } from '../../problem.ts'
import { toType } from '../../to-type.ts'
import type { AskedQuestion } from './ask.ts'

export interface JudgedAnswer {
  correct: boolean
  /** The right answer, as text. */
  right: string
  /** Why the right answer is right. */
  because: string
  /** What was answered, and why that is not so, where the course knows. */
  wrong?: { text: string; because: string }
}

/**
 * Judges an answer: the number of an option (from 1), an option's text, or typed output.
 * White space and the kind of quotes do not matter; upper and lower case do.
 * @throws Problem when it is none of the options
 */
export function judgeAnswer(question: AskedQuestion, answer: string): JudgedAnswer {
  if (question.kind === 'typed') {
    return { correct: isSameOutput(answer, question.right), right: question.right, because: question.because }
  }
  const { options } = question
  const chosen =
    options[Number(/^\s*(\d+)\s*$/.exec(answer)?.[1] ?? 0) - 1] ??
    options.find((option) => isSameOutput(option.text, answer)) ??
    options.find((option) => isSameOutput(option.text.toLowerCase(), answer.toLowerCase()))
  if (!chosen) {
    throw new Problem(
      `"${answer}" is not an answer to ${question.id}.`,
      `Say a number from 1 to ${options.length}, or the whole text of an option. \`${toType(`quiz ${question.day}`)}\` shows them.`,
    )
  }
  const right = options.find((option) => option.correct) ?? chosen
  return {
    correct: chosen.correct,
    right: right.text,
    because: right.because,
    ...(!chosen.correct && { wrong: { text: chosen.text, because: chosen.because } }),
  }
}

/** Equal to somebody who knows the answer and types it on one line: `[1,2]  3` for `[ 1, 2 ]\n3`. */
export function isSameOutput(a: string, b: string): boolean {
  return essence(a) === essence(b)
}

function essence(text: string): string {
  return text
    .replaceAll('\\n', '\n')
    .replace(/["'`\u2018\u2019\u201c\u201d]/g, "'")
    .replace(/\s*([[\]{}(),:])\s*/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
}
