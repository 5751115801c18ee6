import type { AskedQuestion } from '../engine/quiz/ask.ts'
import type { JudgedAnswer } from '../engine/quiz/judge-answer.ts'
import { cleanText } from './clean.ts'
import type { Highlight } from './highlight.ts'
import type { Look } from './look.ts'
import { renderMarkdown } from './markdown.ts'
import { indentLines, programBlock } from './quiz-blocks.ts'
import { charactersOf } from './width.ts'

export interface QuizDraw {
  look: Look
  highlight: Highlight
}

/** The question with its program. Options are drawn too unless a menu shows them. */
export function renderQuestion(question: AskedQuestion, heading: string, withOptions: boolean, draw: QuizDraw): string {
  const { look, highlight } = draw
  const blocks = [look.chalk.bold.cyan(heading), renderMarkdown(question.prompt, look, highlight).trimEnd()]
  if (question.code !== undefined) blocks.push(programBlock(question.code, draw))
  if (question.kind === 'choice' && withOptions) blocks.push(renderOptions(question, draw))
  return `${blocks.join('\n\n')}\n`
}

function renderOptions(
  { code, options }: Extract<AskedQuestion, { kind: 'choice' }>,
  { look, highlight }: QuizDraw,
): string {
  const inner = { ...look, width: Math.max(16, look.width - 5) }
  return options
    .map(({ text }, index) => {
      const shown = code === undefined ? renderMarkdown(text, inner, highlight).trimEnd() : outputText(text, look)
      return indentLines(shown, `${String(index + 1).padStart(3)}) `, '     ')
    })
    .join(code === undefined ? '\n' : '\n\n')
}

/** Whether an option fits on a line of a menu. */
export function isOneLine(text: string, look: Look): boolean {
  return !text.includes('\n') && charactersOf(text).length <= look.width - 8
}

/** Right or not, why, and where to read. */
export function renderJudgement(judged: JudgedAnswer, question: AskedQuestion, { look, highlight }: QuizDraw): string {
  const { chalk, unicode } = look
  const prose = (text: string) => renderMarkdown(text, look, highlight).trimEnd()
  if (judged.correct) return `${chalk.green(`${unicode ? '✓' : '+'} Right.`)} ${prose(judged.because)}\n`
  const isProgram = question.code !== undefined
  const shown = isProgram ? indentLines(outputText(judged.right, look), '  ', '  ') : prose(judged.right)
  const blocks = [
    chalk.red(`${unicode ? '✗' : 'x'} Not that.`),
    ...(judged.wrong ? [prose(judged.wrong.because)] : []),
    `${chalk.bold(isProgram ? 'It prints' : 'The answer')}\n${shown}`,
    prose(judged.because),
    chalk.dim(`Read again: course day ${question.day} --section ${question.read}`),
  ]
  return `${blocks.join('\n\n')}\n`
}

/** Below a list of questions that was printed, not asked. */
export function renderHowToAnswer(day: number, questions: AskedQuestion[], { chalk }: Look): string {
  const example = questions[0]
  if (!example) return ''
  const answer = example.kind === 'choice' ? '2' : "'what it prints'"
  return chalk.dim(
    `Answer with a number or the text, as often as you like:\n  course quiz ${day} --answer ${example.id}=${answer}\n`,
  )
}

export interface QuizSummary {
  right: number
  of: number
  /** What to do next, a command. */
  next: string
}

export function renderQuizSummary({ right, of, next }: QuizSummary, { chalk }: Look): string {
  const count = `${right} of ${of} right.`
  const wrong = of - right
  const again =
    wrong === 0 ? '' : ` ${wrong === 1 ? 'The other one comes' : 'The others come'} back in \`course review\`.`
  return `${wrong === 0 ? chalk.green(count) : chalk.yellow(count)}${again}\nNext: ${next}\n`
}

function outputText(text: string, { chalk }: Look): string {
  return text === '' ? chalk.dim('(nothing)') : cleanText(text)
}
