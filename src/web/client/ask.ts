import type { ConflictAnswer, Refusal } from '../api.ts'

/** What the server said instead of an answer. `status` 0: there was no server to say anything. */
export class Refused extends Error {
  override name = 'Refused'
  readonly status: number
  readonly hint: string
  readonly body: Partial<ConflictAnswer>

  constructor(status: number, { error }: Refusal, body: Partial<ConflictAnswer> = {}) {
    super(error.message)
    this.status = status
    this.hint = error.hint
    this.body = body
  }
}

export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return ask<T>('GET', path, undefined, signal)
}

export function post<T = void>(path: string, body: unknown = {}): Promise<T> {
  return ask<T>('POST', path, body)
}

/** `keepalive` lets what is sent while the page closes arrive. */
export function put<T>(path: string, body: unknown, keepalive = false): Promise<T> {
  return ask<T>('PUT', path, body, undefined, keepalive)
}

/** The raw answer of a request whose body is a stream. */
export async function stream(path: string, signal: AbortSignal): Promise<Response> {
  const response = await send('POST', path, {}, signal)
  if (!response.ok) throw await refusalOf(response)
  return response
}

async function ask<T>(method: string, path: string, body?: unknown, signal?: AbortSignal, keepalive = false) {
  const response = await send(method, path, body, signal, keepalive)
  if (!response.ok) throw await refusalOf(response)
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}

async function send(method: string, path: string, body?: unknown, signal?: AbortSignal, keepalive = false) {
  try {
    return await fetch(`/api${path}`, {
      method,
      keepalive,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      ...(signal && { signal }),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new Refused(0, GONE)
  }
}

const GONE: Refusal = {
  error: {
    message: 'The course does not answer.',
    hint: 'Start it again with `course web`; this page goes on by itself.',
  },
}

async function refusalOf(response: Response): Promise<Refused> {
  const text = await response.text()
  try {
    const body = JSON.parse(text) as ConflictAnswer
    return new Refused(response.status, body, body)
  } catch {
    return new Refused(response.status, { error: { message: `The course answered ${response.status}.`, hint: text } })
  }
}
