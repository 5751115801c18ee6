/** What the running check has asked a server, so that one that fails can say with which request. */
import { subscribe } from 'node:diagnostics_channel'

/** A request, and the error that its answer showed, if it did. */
interface Asked {
  request: string
  error?: string
}

/** Express puts the stack into its answer, as HTML. */
const SHOWN = /<pre>([\s\S]{1,16000}?)(?:<\/pre>|$)/
const ENTITIES: Record<string, string> = {
  '&nbsp;': ' ',
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
}

const LONGEST = 200

let last: Asked | undefined
let failed: Asked | undefined

export function forgetAsked(): void {
  last = undefined
  failed = undefined
  open.clear()
}

/** Requests of other clients too: `fetch`, and `node:http` by itself. */
export function listenToRequests(): void {
  for (const channel of ['undici:request:create', 'http.client.request.start']) {
    subscribe(channel, (message) => {
      const { method, path } = (message as { request: { method?: string; path?: string } }).request
      noteRequest(`${method} ${path}`)
    })
  }
}

/** How far an answer has come. */
export interface Progress {
  status?: number
  bytes: number
}

/** What is said of a request whose whole answer did not come in time. */
export function lateAnswer({ status, bytes }: Progress, ms: number): string {
  const within = `within ${(ms / 1000).toFixed(1)} s`
  if (status === undefined) return `was not answered ${within}`
  const sent = bytes === 0 ? 'no body yet' : `${bytes.toLocaleString('en')} bytes`
  return `was answered with ${status}, but the answer did not end ${within} (${sent}): is end(), send() or json() called?`
}

/** Asked, and not answered to the end yet. */
const open = new Set<{ request: string; progress: Progress }>()

/** Gives what must be called when the answer has ended, or there will be none. */
export function beginRequest(request: string, progress: Progress): () => void {
  const asked = { request, progress }
  open.add(asked)
  noteRequest(request)
  return () => open.delete(asked)
}

/** What is said of a check whose time is over: the request that it waits for, where there is one. */
export function saysWhatIsLate(ms: number): string {
  const [first] = open
  return first ? `${first.request} ${lateAnswer(first.progress, ms)}` : `did not settle within ${ms / 1000} s`
}

export function noteRequest(request: string): void {
  last = { request: request.slice(0, LONGEST) }
}

/** An answer from 500 on may say what was thrown. */
export function noteFailedAnswer(request: string, body: Buffer): void {
  const [, html] = SHOWN.exec(body.toString('utf8')) ?? []
  const error = html
    ?.replace(/<br>/g, '\n')
    .replace(/&(?:nbsp|lt|gt|amp|quot|#39);/g, (entity) => ENTITIES[entity] ?? '')
  failed = { request, ...(error !== undefined && { error }) }
}

export function lastRequest(): string | undefined {
  return last?.request
}

/** The last request that was answered with an error which the answer shows: its stack. */
export function shownError(): { request: string; stack: string } | undefined {
  return failed?.error === undefined ? undefined : { request: failed.request, stack: failed.error }
}
