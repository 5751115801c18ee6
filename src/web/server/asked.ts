import type { Learner } from '../../commands/parts/learner.ts'
import { lastAnswer } from '../../commands/parts/standing.ts'
import type { Day } from '../../engine/course/model.ts'
import type { Question } from '../../engine/course/schema.ts'
import { type AskedQuestion, askQuestion } from '../../engine/quiz/ask.ts'
import { isProblem } from '../../problem.ts'
import { codeHtml, outputHtml } from '../../ui/page/code.ts'
import { proseHtml } from '../../ui/page/prose.ts'
import type { World } from '../../world.ts'
import type { AskedAnswer, Refusal } from '../api.ts'
import { inTurn } from './in-turn.ts'

type Ready = { asked: AskedQuestion } | { unasked: Refusal['error'] }

/** Questions with their answers, found once by running their programs; numbers of options mean the same in every tab. */
export class AskedQuestions {
  readonly #world: Pick<World, 'packageRoot' | 'signal'>
  readonly #ready = new Map<string, Promise<Ready>>()
  /** A dozen programs at once would keep each other from their processors. */
  readonly #turn = inTurn()

  constructor(world: Pick<World, 'packageRoot' | 'signal'>) {
    this.#world = world
  }

  /** A question whose program does not work costs the learner that one question. */
  get(day: Day, question: Question): Promise<Ready> {
    // The digest: somebody may write the course while it is open.
    const key = `${day.day} ${day.digest} ${question.id}`
    const ready = this.#ready.get(key) ?? this.#turn(() => this.#ask(day, question))
    this.#ready.set(key, ready)
    ready.catch(() => this.#ready.delete(key))
    return ready
  }

  async #ask(day: Day, question: Question): Promise<Ready> {
    try {
      const { signal, packageRoot } = this.#world
      return { asked: await askQuestion(day, question, { signal, packageRoot }) }
    } catch (error) {
      if (!isProblem(error)) throw error
      return { unasked: { message: error.message, hint: error.hint } }
    }
  }
}

/** A question without its answer. */
export function askedAnswer(learner: Learner, day: Day, asked: AskedQuestion): AskedAnswer {
  const last = lastAnswer(learner, day, asked.id)
  return {
    day: day.day,
    id: asked.id,
    kind: asked.kind,
    prompt: proseHtml(asked.prompt),
    ...(asked.code !== undefined && { code: codeHtml(asked.code, 'js') }),
    ...(asked.kind === 'choice' && { options: asked.options.map(({ text }) => answerHtml(asked, text)) }),
    read: asked.read,
    last: last === undefined ? null : last ? 'right' : 'wrong',
  }
}

/** An answer of a question, right or wrong: what a program prints, or prose. */
export function answerHtml({ code }: AskedQuestion, text: string): string {
  return code === undefined ? proseHtml(text) : outputHtml(text)
}
