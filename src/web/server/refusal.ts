import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import { isProblem, type ProblemCode } from '../../problem.ts'
import type { World } from '../../world.ts'
import type { Refusal } from '../api.ts'

/** An answer that is a no, with what to do next. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  readonly hint: string
  /** What else the answer says. */
  readonly more: object

  constructor(status: number, message: string, hint: string, more: object = {}) {
    super(message)
    this.status = status
    this.hint = hint
    this.more = more
  }
}

const STATUS: Record<ProblemCode, number> = {
  usage: 400,
  'not-found': 404,
  'not-yet': 409,
  'could-not-run': 409,
  interrupted: 503,
  bug: 500,
}

/** What the learner can mend is told; a bug of ours is one, and its stack goes to the terminal. */
export function answerErrors({ stderr }: Pick<World, 'stderr'>): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const { status, refusal } = refusalOf(error)
    if (status === 500) stderr.write(`${error instanceof Error ? error.stack : error}\n`)
    if (response.headersSent) response.destroy()
    else response.status(status).json(refusal)
  }
}

export const noSuchThing: RequestHandler = () => {
  throw new Refused(404, 'There is no such thing here.', 'Go on from the first page: /')
}

export function refuse(response: Response, status: number, message: string, hint: string): void {
  response.status(status).json({ error: { message, hint } } satisfies Refusal)
}

/** What an error is to the page. */
export function refusalOf(error: unknown): { status: number; refusal: Refusal } {
  if (error instanceof Refused) {
    const { status, message, hint, more } = error
    return { status, refusal: { error: { message, hint }, ...more } }
  }
  if (isProblem(error)) {
    return { status: STATUS[error.code] ?? 500, refusal: { error: { message: error.message, hint: error.hint } } }
  }
  return ofParser(error) ?? { status: 500, refusal: { error: BUG } }
}

const BUG = {
  message: 'This is a bug in course.',
  hint: 'What is known of it is in the terminal that runs `course web`.',
}

/** What Express says of a body or an address that it cannot read. */
function ofParser(error: unknown): { status: number; refusal: Refusal } | undefined {
  if (!(error instanceof Error && 'status' in error && typeof error.status === 'number')) return undefined
  if (error.status < 400 || error.status >= 500) return undefined
  const message = error.status === 413 ? 'That is too large.' : 'That is not a request of the page.'
  return { status: error.status, refusal: { error: { message, hint: 'Load the page anew, and try again.' } } }
}
