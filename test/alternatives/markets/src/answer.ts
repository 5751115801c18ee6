import type { IncomingMessage, ServerResponse } from 'node:http'
import { accountOfHeader } from './accounts.ts'
import { fail, failureOf } from './failure.ts'
import { entered } from './members.ts'
import { openApi } from './openapi.ts'
import { type Answer, type Asked, ROUTES, type Route } from './routes.ts'

const BASE = '/api/v1'
const NOBODY = { id: '', email: '' }

const TABLE = ROUTES.map((route) => {
  const pattern = route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')
  return { route, pattern: new RegExp(`^${BASE}${pattern}$`) }
})
const document = openApi()

function find(method: string, path: string): { route: Route; values: Record<string, string> } {
  for (const { route, pattern } of TABLE) {
    const match = route.method === method ? pattern.exec(path) : null
    if (!match) continue
    const values: Record<string, string> = {}
    for (const [name, value] of Object.entries(match.groups ?? {})) values[name] = decoded(value)
    return { route, values }
  }
  return fail('not_found')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return fail('bad_request')
  }
}

async function answerOf(request: IncomingMessage): Promise<Answer> {
  const url = request.url ?? '/'
  const [path = '', search = ''] = url.split(/\?(.*)/s)
  if (path === '/health') return { status: 200, data: { status: 'ok' } }
  if (path === '/openapi.json') return { status: 200, text: document }
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET')
  const { route, values } = find(method, path)
  const market = values['market']?.toLowerCase() ?? ''
  const asked: Asked = {
    request,
    account: NOBODY,
    market,
    id: values['id'] ?? '',
    query: Object.fromEntries(new URLSearchParams(search)),
  }
  if (!route.isOpen) asked.account = await accountOfHeader(request.headers.authorization)
  if (route.role) await entered(market, asked.account, route.role)
  return await route.answer(asked)
}

const NEVER_KEPT = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' }

export async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('X-Instance', String(process.pid))
  try {
    const { status, pdf, ...answer } = await answerOf(request)
    if (pdf) {
      send(request, response, status, Buffer.from(pdf), { 'Content-Type': 'application/pdf' })
    } else if (status === 204) {
      response.writeHead(status, NEVER_KEPT).end()
    } else {
      const text = answer.text ?? JSON.stringify(answer.whole ?? { data: answer.data })
      send(request, response, status, Buffer.from(text), { 'Content-Type': 'application/json' })
    }
  } catch (error) {
    const { status, code, message, headers = {} } = failureOf(error)
    if (code === 'internal') console.error(error)
    if (response.headersSent) return void response.destroy()
    const body = Buffer.from(JSON.stringify({ error: { code, message } }))
    send(request, response, status, body, { ...headers, 'Content-Type': 'application/json' })
  }
}

function send(
  { method }: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: Buffer,
  headers: Record<string, string>,
): void {
  response.writeHead(status, { ...NEVER_KEPT, ...headers, 'Content-Length': body.length })
  response.end(method === 'HEAD' ? undefined : body)
}
