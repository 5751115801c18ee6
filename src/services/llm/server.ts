import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import * as v from 'valibot'
import { type Answer, answerTo, type Completion } from './answers.ts'

/** What a call cost and how it ended: `aborted` when the client left before the end, `failed` when a check wanted it so. */
export interface SeenCall {
  model: string
  messages: Completion['messages']
  temperature: number
  stream: boolean
  state: 'running' | 'finished' | 'aborted' | 'failed'
  /** Tokens that were made, whether anybody read them or not. */
  outputTokens: number
  inputTokens: number
}

/** How the next call fails: with a status before it begins, or by breaking off after so many tokens. */
export type NextFault = { status: number } | { breaksAfter: number }

export interface OpenModel {
  port: number
  close: () => void
}

/** Dollars for a million tokens. */
const MODELS = [
  { id: 'stand-in-1', input: 3, output: 15 },
  { id: 'stand-in-mini', input: 0.5, output: 2 },
]

const COMPLETION = v.object({
  model: v.picklist(MODELS.map(({ id }) => id)),
  messages: v.pipe(
    v.array(v.object({ role: v.picklist(['system', 'user', 'assistant']), content: v.string() })),
    v.minLength(1),
  ),
  temperature: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(2))),
  max_tokens: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  stream: v.exactOptional(v.boolean()),
})

const LARGEST_BODY = 1024 * 1024

/** A model of one run's own: its calls, its speed, its faults. */
export async function openModel(): Promise<OpenModel> {
  const seen: SeenCall[] = []
  const speed = { firstMs: 60, tokenMs: 8 }
  let fault: NextFault | undefined

  const server = createServer((request, response) => {
    void route(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = `${request.method} ${request.url}`
    if (asked === 'GET /v1/models') return send(response, 200, { object: 'list', data: MODELS })
    if (asked === 'GET /course/seen') return send(response, 200, seen)
    const body = await bodyOf(request)
    if (asked === 'PUT /course/speed') {
      Object.assign(speed, body)
      return send(response, 200, speed)
    }
    if (asked === 'PUT /course/next') {
      fault = body as NextFault
      return send(response, 200, fault)
    }
    if (asked !== 'POST /v1/chat/completions') return fail(response, 404, `There is no ${asked}.`)
    const parsed = v.safeParse(COMPLETION, body)
    if (!parsed.success) return fail(response, 400, v.summarize(parsed.issues))
    await complete(parsed.output, response)
  }

  async function complete(completion: Completion, response: ServerResponse): Promise<void> {
    const planned = fault
    fault = undefined
    const { model, messages, temperature = 1, stream = false } = completion
    const answer = answerTo(completion, seen.length)
    const call: SeenCall = {
      ...{ model, messages, temperature, stream, state: 'running', outputTokens: 0 },
      inputTokens: answer.usage.prompt_tokens,
    }
    seen.push(call)
    if (planned && 'status' in planned) {
      call.state = 'failed'
      return fail(response, planned.status, 'The check wanted it so.')
    }
    const left = new AbortController()
    response.once('close', () => {
      if (call.state === 'running') call.state = 'aborted'
      left.abort()
    })
    try {
      await say(answer, call, response, { left: left.signal, breaksAfter: planned?.breaksAfter })
    } catch (error) {
      if (!left.signal.aborted) throw error
    }
  }

  /** Token by token, as slowly as a model: streamed, or collected. */
  async function say(
    answer: Answer,
    call: SeenCall,
    response: ServerResponse,
    { left, breaksAfter }: { left: AbortSignal; breaksAfter: number | undefined },
  ): Promise<void> {
    const id = `chatcmpl-${seen.length}`
    const { model } = call
    const chunk = (delta: object, finish_reason: string | null, more: object = {}) => {
      const event = {
        id,
        object: 'chat.completion.chunk',
        model,
        choices: [{ index: 0, delta, finish_reason }],
        ...more,
      }
      response.write(`data: ${JSON.stringify(event)}\n\n`)
    }
    if (call.stream)
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).flushHeaders()
    await sleep(speed.firstMs, undefined, { signal: left })
    for (const [i, content] of answer.tokens.entries()) {
      if (i === breaksAfter) {
        call.state = 'failed'
        response.destroy()
        return
      }
      if (i > 0) await sleep(speed.tokenMs, undefined, { signal: left })
      call.outputTokens = i + 1
      if (call.stream) chunk({ content }, null)
    }
    call.state = 'finished'
    if (call.stream) {
      chunk({}, answer.finish, { usage: answer.usage })
      response.end('data: [DONE]\n\n')
      return
    }
    const message = { role: 'assistant', content: answer.tokens.join('') }
    const choices = [{ index: 0, message, finish_reason: answer.finish }]
    send(response, 200, { id, object: 'chat.completion', model, choices, usage: answer.usage })
  }

  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk
    if (text.length > LARGEST_BODY) throw new RangeError('too large')
  }
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function fail(response: ServerResponse, status: number, message: string): void {
  send(response, status, { error: { message } })
}
