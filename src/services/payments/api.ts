import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Account, Cause, Seen } from './account.ts'
import { ApiError } from './api-error.ts'
import { expand } from './expand.ts'
import type { Fault } from './faults.ts'
import { type Params, readForm, valuesOf } from './form.ts'
import type { Answer } from './idempotency.ts'
import { newId } from './objects.ts'
import { routeOf } from './routes.ts'

/** A client that asks again and again is no reason to run out of memory. */
const MOST_SEEN = 20_000
const TROUBLE: Answer = {
  status: 500,
  body: { error: { type: 'api_error', message: 'An unknown error occurred (a fault that a test has planned).' } },
}
const BUSY: Answer = {
  status: 429,
  body: { error: { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests.' } },
}

interface Request {
  method: string
  path: string
  params: Params
  key: string | undefined
  cause: Cause
}

/** `/v1/…`: one request of a client, with what may go wrong on the way. */
export async function serveApi(account: Account, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = await read(incoming)
  const { method, path, key, cause } = request
  const fault = account.faults.take(method, path)
  const { answer, replays } = await answerTo(account, request, fault)
  note(account, request, answer, replays !== undefined)
  if (fault === 'hold-answer') await account.faults.held()
  if (fault === 'lost') return void response.socket?.destroy()
  const { status, body } = fault === 'lost-500' ? TROUBLE : answer
  response.writeHead(status, {
    'content-type': 'application/json',
    'request-id': cause.requestId ?? '',
    'stripe-version': cause.apiVersion,
    ...(key !== undefined && { 'idempotency-key': key }),
    ...(replays !== undefined && { 'idempotent-replayed': 'true', 'original-request': replays }),
  })
  response.end(JSON.stringify(body, null, 2))
}

async function read(incoming: IncomingMessage): Promise<Request> {
  const { method = 'GET', headers } = incoming
  const url = new URL(incoming.url ?? '/', 'http://gateway')
  const body = await text(incoming)
  const sent = headers['idempotency-key']
  const key = method === 'POST' && typeof sent === 'string' && sent !== '' ? sent : undefined
  const version = headers['stripe-version']
  const apiVersion = typeof version === 'string' ? version : '2026-10-28'
  const cause = { requestId: newId('req'), idempotencyKey: key ?? null, apiVersion }
  return { method, path: url.pathname, params: readForm(body || url.search.slice(1)), key, cause }
}

/** `replays` is the id of the request that had this answer first. */
async function answerTo(
  account: Account,
  request: Request,
  fault: Fault['kind'] | undefined,
): Promise<{ answer: Answer; replays?: string }> {
  if (fault === 'fail') return { answer: TROUBLE }
  if (fault === 'busy') return { answer: BUSY }
  const { method, path, params, key, cause } = request
  try {
    const asked = [method, path, JSON.stringify(params)]
    const earlier = key === undefined ? undefined : account.keys.begin(key, asked, cause.requestId ?? '', account.now())
    if (earlier) return { answer: earlier.answer, replays: earlier.first }
  } catch (error) {
    return { answer: errorAnswer(error) }
  }
  if (fault === 'hold') await account.faults.held()
  const answer = carryOut(account, request)
  if (key !== undefined && wasCarriedOut(answer)) account.keys.keep(key, answer)
  else if (key !== undefined) account.keys.forget(key)
  return { answer }
}

function carryOut(account: Account, { method, path, params, cause }: Request): Answer {
  try {
    const { operation, id } = routeOf(method, path)
    const body = structuredClone(operation({ account, id, params, cause }))
    expand(account, body, valuesOf(params['expand']))
    return { status: 200, body }
  } catch (error) {
    return errorAnswer(error)
  }
}

/** A request that was refused before anything was done leaves its key free, as Stripe has it. */
function wasCarriedOut({ status }: Answer): boolean {
  return status === 200 || status === 402
}

function errorAnswer(error: unknown): Answer {
  if (error instanceof ApiError) return { status: error.status, body: { error: error.body } }
  const message = error instanceof Error ? error.message : String(error)
  return { status: 500, body: { error: { type: 'api_error', message } } }
}

function note(
  account: Account,
  { method, path, params, key, cause }: Request,
  answer: Answer,
  replayed: boolean,
): void {
  if (account.seen.length >= MOST_SEEN) return
  const { apiVersion, requestId } = cause
  const base = { method, path, params, idempotencyKey: key ?? null, apiVersion, requestId: requestId ?? '' }
  const seen: Seen = { ...base, status: answer.status, replayed }
  account.seen.push(seen)
}
