import type { AskedQuestion } from '../../engine/quiz/ask.ts'
import type { JudgedAnswer } from '../../engine/quiz/judge-answer.ts'
import { toType } from '../../to-type.ts'
import type { Highlight } from '../code/highlight.ts'
import { renderMarkdown } from '../markdown/markdown.ts'
import type { Look } from '../terminal/look.ts'
import { cleanText } from '../text/clean.ts'
import { textWidth } from '../text/width.ts'
import { wrapText } from '../text/wrap.ts'
import { indentLines, programBlock } from './blocks.ts'

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

/** Each option on one line of a menu, where all fit: the lines that a program prints with a mark between them. */
export function namesInMenu(question: Extract<AskedQuestion, { kind: 'choice' }>, look: Look): string[] | undefined {
  const between = look.unicode ? ' ↵ ' : ' / '
  const names = question.options.map(({ text }) => cleanText(text).trimEnd().split('\n').join(between) || '(nothing)')
  const isProse = question.code === undefined && question.options.some(({ text }) => text.includes('\n'))
  return isProse || names.some((name) => textWidth(name) > look.width - 8) ? undefined : names
}

/** Right or not, why, and where to read. */
export function renderJudgement(judged: JudgedAnswer, question: AskedQuestion, { look, highlight }: QuizDraw): string {
  const { chalk, unicode } = look
  const prose = (text: string) => renderMarkdown(text, look, highlight).trimEnd()
  if (judged.correct) return `${right(judged.because, { look, highlight })}\n`
  const isProgram = question.code !== undefined
  const shown = isProgram ? indentLines(outputText(judged.right, look), '  ', '  ') : prose(judged.right)
  const blocks = [
    chalk.red(`${unicode ? '✗' : 'x'} Not that.`),
    ...(judged.wrong ? [prose(judged.wrong.because)] : []),
    `${chalk.bold(isProgram ? 'It prints' : 'The answer')}\n${shown}`,
    prose(judged.because),
    chalk.dim(`Read again: ${toType(`day ${question.day} --section ${question.read}`)}`),
  ]
  return `${blocks.join('\n\n')}\n`
}

/** The word is wrapped with what follows it: put before it, it would push the first line over the edge. */
function right(because: string, { look, highlight }: QuizDraw): string {
  const { chalk, unicode, plain, width } = look
  const mark = plain ? '' : unicode ? '✓ ' : '+ '
  const shown = renderMarkdown(`Right. ${because}`, { ...look, width: width - mark.length }, highlight).trimEnd()
  return `${chalk.green(mark)}${shown.replace('Right.', chalk.green('Right.'))}`
}

/** Below a list of questions that was printed, not asked. */
export function renderHowToAnswer(day: number, questions: AskedQuestion[], { chalk }: Look): string {
  const example = questions[0]
  if (!example) return ''
  const answer = example.kind === 'choice' ? '2' : "'what it prints'"
  return chalk.dim(
    `Answer with a number or the text, as often as you like:\n  ${toType(`quiz ${day} --answer ${example.id}=${answer}`)}\n`,
  )
}

export interface QuizSummary {
  right: number
  of: number
  answered: number
  /** What to do next, a command. */
  next: string
}

export function renderQuizSummary({ right, of, answered, next }: QuizSummary, { chalk, width }: Look): string {
  const count = `${right} of ${of} right.`
  const wrong = answered - right
  const left = of - answered
  const open = left === 0 ? '' : ` ${left === 1 ? 'One is' : `${left} are`} not answered.`
  const again =
    wrong === 0
      ? ''
      : ` ${wrong === 1 ? 'The wrong one comes' : 'The wrong ones come'} back in \`${toType('review')}\`.`
  const [first = '', ...rest] = wrapText(`${count}${open}${again}`, width)
  const colour = right === of ? chalk.green : chalk.yellow
  return `${[first.replace(count, colour(count)), ...rest].join('\n')}\nNext: ${next}\n`
}

function outputText(text: string, { chalk }: Look): string {
  return text === '' ? chalk.dim('(nothing)') : cleanText(text)
}
