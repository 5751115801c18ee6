import type { Day } from '../../engine/course/model.ts'
import type { Question } from '../../engine/course/schema.ts'
import { type AskedQuestion, askQuestion } from '../../engine/quiz/ask.ts'
import { judgeAnswer } from '../../engine/quiz/judge-answer.ts'
import { EXIT, isProblem } from '../../problem.ts'
import { namesInMenu, type QuizDraw, type QuizSummary, renderJudgement, renderQuestion } from '../../ui/quiz/quiz.ts'
import { askLine, askOption, type Desk, type Given, pauseFor } from '../../ui/terminal/answer.ts'
import { openKeys } from '../../ui/terminal/keys.ts'
import { lookOf } from '../../ui/terminal/look.ts'
import type { World } from '../../world.ts'
import type { Learner } from './learner.ts'

export interface PosedQuestion {
  day: Day
  question: Question
}

export interface Walked extends Omit<QuizSummary, 'next'> {
  /** Ended by Ctrl-C. */
  interrupted: boolean
}

/** Where the walk goes from a question: to the one after it, to the one before it, or out. */
type Onward = 'on' | 'back' | 'leave' | 'interrupted'

/**
 * Asks one question after another at a terminal, and records each answer as it is given.
 * @throws AbortError when a signal ends it
 */
export async function walkQuestions(
  posed: PosedQuestion[],
  learner: Learner,
  draw: QuizDraw,
  world: World,
): Promise<Walked> {
  const walk = new QuizWalk(posed, learner, draw, world)
  try {
    return await walk.run()
  } finally {
    walk.close()
  }
}

/** 0 when all are right, 130 after Ctrl-C. */
export function exitOf({ right, of, interrupted }: Walked): number {
  if (interrupted) return EXIT.interrupted
  return right === of ? EXIT.ok : EXIT.notYet
}

class QuizWalk {
  readonly #posed: PosedQuestion[]
  readonly #learner: Learner
  readonly #highlight: QuizDraw['highlight']
  readonly #world: World
  readonly #desk: Desk
  /** As they were asked; null for one that cannot be. */
  readonly #asked = new Map<number, AskedQuestion | null>()
  /** Whether the last answer to each was right. */
  readonly #answers = new Map<number, boolean>()
  readonly #seed: number

  constructor(posed: PosedQuestion[], learner: Learner, draw: QuizDraw, world: World) {
    this.#posed = posed
    this.#learner = learner
    this.#highlight = draw.highlight
    this.#world = world
    this.#seed = Math.floor(world.random() * 2 ** 32)
    const keys = openKeys(world.stdin, world.signal)
    this.#desk = { keys, output: world.stdout, look: () => lookOf(world), hasBack: false, above: '' }
  }

  /** As wide as the terminal is now. */
  get #draw(): QuizDraw {
    return { look: this.#desk.look(), highlight: this.#highlight }
  }

  close(): void {
    this.#desk.keys.close()
  }

  async run(): Promise<Walked> {
    let onward: Onward = 'on'
    for (let at = 0; at < this.#posed.length; at += onward === 'back' ? -1 : 1) {
      onward = await this.#visit(at, onward)
      this.#world.signal.throwIfAborted()
      if (onward === 'leave' || onward === 'interrupted') break
    }
    const askable = [...this.#asked.values()].filter((asked) => asked !== null).length
    const of = askable + this.#posed.length - this.#asked.size
    const right = [...this.#answers.values()].filter(Boolean).length
    return { right, of, answered: this.#answers.size, interrupted: onward === 'interrupted' }
  }

  /** One question. `from`: one that cannot be asked is passed over in the direction in which it was reached. */
  async #visit(at: number, from: Onward): Promise<Onward> {
    const { day, question } = this.#posed[at] as PosedQuestion
    if (!this.#asked.has(at)) {
      const [asked] = await readyOrNone(day, question, this.#world, this.#seed)
      this.#asked.set(at, asked ?? null)
    }
    const asked = this.#asked.get(at)
    if (!asked) return from === 'back' && this.#isBefore(at) ? 'back' : 'on'
    const text = this.#textOf(asked, this.#heading(at))
    const desk = { ...this.#desk, hasBack: this.#isBefore(at), above: text }
    const given = await this.#ask(asked, desk)
    if (given.how === 'skip') return 'on'
    if (given.how !== 'answer') return given.how
    const judged = judgeAnswer(asked, given.text)
    this.#answers.set(at, judged.correct)
    const judgement = `${renderJudgement(judged, asked, this.#draw)}\n`
    this.#world.stdout.write(`\n${judgement}`)
    await this.#learner.add({ type: 'answer', question: `${day.day}/quiz:${question.id}`, correct: judged.correct })
    const isLast = at === this.#posed.length - 1
    return pauseFor(isLast ? 'the result' : 'the next question', { ...desk, above: `${text}\n${judgement}` })
  }

  /** True when a question before this one can be asked. */
  #isBefore(at: number): boolean {
    return [...this.#asked].some(([index, asked]) => index < at && asked !== null)
  }

  #heading(at: number): string {
    const { day } = this.#posed[at] as PosedQuestion
    const isMixed = this.#posed.some((other) => other.day !== day)
    return `Question ${at + 1} of ${this.#posed.length}${isMixed ? `, day ${day.day}` : ''}`
  }

  /** The question as it stands above its answer. */
  #textOf(asked: AskedQuestion, heading: string): string {
    const isMenu = this.#namesOf(asked) !== undefined
    const text = `${renderQuestion(asked, heading, !isMenu, this.#draw)}\n`
    if (asked.kind !== 'typed') return text
    return `${text}${this.#draw.look.chalk.bold('What does it print?')} (a space for each new line)\n`
  }

  /** Of the options, where they fit into a menu. */
  #namesOf(asked: AskedQuestion): string[] | undefined {
    return asked.kind === 'choice' ? namesInMenu(asked, this.#draw.look) : undefined
  }

  #ask(asked: AskedQuestion, desk: Desk): Promise<Given> {
    this.#world.stdout.write(desk.above)
    if (asked.kind === 'typed') return askLine(desk, asked.right === '')
    return askOption(this.#namesOf(asked) ?? asked.options.map((_, index) => `Option ${index + 1}`), desk)
  }
}

/** A question whose program does not work costs the learner that one question. */
export async function readyOrNone(day: Day, question: Question, world: World, seed?: number): Promise<AskedQuestion[]> {
  try {
    return [
      await askQuestion(day, question, {
        signal: world.signal,
        packageRoot: world.packageRoot,
        ...(seed !== undefined && { seed }),
      }),
    ]
  } catch (error) {
    if (!isProblem(error)) throw error
    world.stderr.write(`${error.message}\n${error.hint}\n\n`)
    return []
  }
}
