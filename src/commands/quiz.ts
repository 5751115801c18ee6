import { findDay } from '../engine/course/find.ts'
import type { Day } from '../engine/course/model.ts'
import type { Question } from '../engine/course/schema.ts'
import { type AskedQuestion, askQuestion } from '../engine/quiz/ask.ts'
import { type JudgedAnswer, judgeAnswer } from '../engine/quiz/judge-answer.ts'
import { readDayQuestions } from '../engine/quiz/read-day.ts'
import { toJson } from '../json.ts'
import { EXIT, Problem } from '../problem.ts'
import { toType } from '../to-type.ts'
import { loadHighlight } from '../ui/markdown/markdown.ts'
import {
  type QuizDraw,
  renderHowToAnswer,
  renderJudgement,
  renderQuestion,
  renderQuizSummary,
} from '../ui/quiz/quiz.ts'
import { lookOf } from '../ui/terminal/look.ts'
import { askChoice } from '../ui/terminal/prompt.ts'
import { isInteractive, type World } from '../world.ts'
import { type Learner, openLearner } from './parts/learner.ts'
import { exitOf, readyOrNone, walkQuestions } from './parts/quiz-walk.ts'
import { lastAnswer } from './parts/standing.ts'

interface Options {
  json?: boolean
  answer?: string[]
}

/** `course quiz [day]`: asks at a terminal; elsewhere prints the questions, or judges what `--answer` says. */
export async function run([query]: string[], options: Options, world: World): Promise<number> {
  const learner = await openLearner(world)
  const day = query === undefined ? currentDay(learner) : findDay(learner.course, query)
  const questions = readDayQuestions(learner.course, day)
  const look = lookOf(world)
  const draw = { look, highlight: await loadHighlight(look) }
  if (options.answer?.length)
    return judgeAnswers(options.answer, { day, questions, learner, draw, world, json: options.json === true })
  if (options.json || !isInteractive(world))
    return printQuestions({ day, questions, learner, draw, world, json: options.json === true })
  return askQuestions({ day, questions, learner, draw, world, json: false })
}

interface Quiz {
  day: Day
  questions: Question[]
  learner: Learner
  draw: QuizDraw
  world: World
  json: boolean
}

async function askQuestions({ day, questions, learner, draw, world }: Quiz): Promise<number> {
  const { stdout } = world
  stdout.write(`${draw.look.chalk.bold(`Day ${day.day}: ${day.title}`)}\n\n`)
  const open = questions.filter(({ id }) => lastAnswer(learner, day, id) !== true)
  const chosen =
    open.length === 0 || open.length === questions.length ? questions : await chooseQuestions(open, questions, world)
  const posed = chosen.map((question) => ({ day, question }))
  const walked = await walkQuestions(posed, learner, draw, world)
  const next = walked.right === walked.of ? toType('next') : toType(`quiz ${day.day}`)
  stdout.write(renderQuizSummary({ ...walked, next }, draw.look))
  return exitOf(walked)
}

function chooseQuestions(open: Question[], all: Question[], world: World): Promise<Question[]> {
  return askChoice(world, `You have ${all.length - open.length} of ${all.length} right already. Which ones?`, [
    { name: open.length === 1 ? 'the one that is open' : `the ${open.length} that are open`, value: open },
    { name: `all ${all.length}`, value: all },
  ])
}

async function printQuestions({ day, questions, learner, draw, world, json }: Quiz): Promise<number> {
  const asked: AskedQuestion[] = []
  for (const question of questions) asked.push(...(await readyOrNone(day, question, world)))
  if (json) {
    const shown = asked.map((question) => withoutAnswer(question, lastAnswer(learner, day, question.id)))
    world.stdout.write(toJson({ day: day.day, slug: day.slug, questions: shown }))
    return EXIT.ok
  }
  const blocks = asked.map((question) => renderQuestion(question, question.id, true, draw))
  const title = draw.look.chalk.bold(`Day ${day.day}: ${day.title}`)
  world.stdout.write(`${title}\n\n${blocks.join('\n')}\n${renderHowToAnswer(day.day, asked, draw.look)}`)
  return EXIT.ok
}

function withoutAnswer(question: AskedQuestion, last: boolean | undefined) {
  const { id, kind, prompt, code, read } = question
  return {
    id,
    kind,
    prompt,
    ...(code !== undefined && { code }),
    ...(question.kind === 'choice' && { options: question.options.map(({ text }, i) => ({ number: i + 1, text })) }),
    read,
    lastAnswer: last === undefined ? null : last ? 'right' : 'wrong',
  }
}

async function judgeAnswers(answers: string[], quiz: Quiz): Promise<number> {
  const { day, learner, draw, world, json } = quiz
  const given = answers.map((answer) => parseAnswer(answer, quiz))
  const judged: { question: AskedQuestion; judged: JudgedAnswer }[] = []
  // All are judged before any is recorded: a slip in the third must not leave two recorded.
  for (const { question, text } of given) {
    const asked = await askQuestion(day, question, { signal: world.signal, packageRoot: world.packageRoot })
    judged.push({ question: asked, judged: judgeAnswer(asked, text) })
  }
  if (json) {
    const results = judged.map((each) => ({ question: each.question.id, read: each.question.read, ...each.judged }))
    world.stdout.write(toJson({ day: day.day, slug: day.slug, answers: results }))
  } else {
    const blocks = judged.map(
      (each) => `${draw.look.chalk.bold(each.question.id)}\n${renderJudgement(each.judged, each.question, draw)}`,
    )
    world.stdout.write(blocks.join('\n'))
  }
  await learner.add(
    ...judged.map((each) => ({
      type: 'answer' as const,
      question: `${day.day}/quiz:${each.question.id}` as const,
      correct: each.judged.correct,
    })),
  )
  return judged.every((each) => each.judged.correct) ? EXIT.ok : EXIT.notYet
}

/** `who-goes-first=2`, also with `quiz:` or `2/quiz:` in front. */
function parseAnswer(answer: string, { day, questions }: Quiz): { question: Question; text: string } {
  const [, name = '', text] = /^([^=]*)=([\s\S]*)$/.exec(answer) ?? []
  if (text === undefined || text.trim() === '') {
    throw new Problem(
      `--answer ${answer} names no answer.`,
      `Write it as question=answer: --answer ${questions[0]?.id ?? 'question'}=2`,
      { code: 'usage' },
    )
  }
  const id = name.trim().replace(/^(?:\d+\/)?(?:quiz:)?/, '')
  const question = questions.find((candidate) => candidate.id === id)
  if (question) return { question, text }
  const ids = questions.map((candidate) => candidate.id).join(', ')
  throw new Problem(`Day ${day.day} has no question "${name}".`, `Its questions: ${ids}.`, { code: 'not-found' })
}

function currentDay({ course, progress }: Learner): Day {
  const number = progress.resume?.day ?? progress.next?.day
  const day = course.days.find((candidate) => candidate.day === number && candidate.questionIds.length > 0)
  const first = course.days.find((candidate) => candidate.questionIds.length > 0)
  if (day ?? first) return (day ?? first) as Day
  throw new Problem('This course has no questions yet.', `\`${toType('list')}\` shows what it has.`)
}
