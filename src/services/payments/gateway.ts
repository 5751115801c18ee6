import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Account } from './account.ts'
import { serveApi } from './api.ts'
import { ApiError } from './api-error.ts'
import { serveDesk } from './desk.ts'

/** A gateway of one run's own, at a port of its own. Every API key is an account of its own. */
export interface Gateway {
  port: number
  close: () => void
}

const MOST_ACCOUNTS = 2000

export async function openGateway(): Promise<Gateway> {
  const server = createServer({ keepAliveTimeout: 30_000 })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const accounts = new Map<string, Account>()
  server.on('request', (request, response) => {
    void serve(request, response).catch((error: Error) => refuse(response, error))
  })

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://gateway').pathname
    const account = accountOf(request)
    if (path.startsWith('/course/')) await serveDesk(account, path, request, response)
    else await serveApi(account, request, response)
  }

  function accountOf({ headers: { authorization = '' } }: IncomingMessage): Account {
    const key = /^Bearer (sk_test_\w+)$/.exec(authorization)?.[1]
    if (key === undefined) {
      const message =
        'Send a test key, sk_test_…, as "Authorization: Bearer". Any one will do, and no real key belongs here.'
      throw new ApiError(401, { type: 'invalid_request_error', message })
    }
    const account = accounts.get(key) ?? new Account(`http://127.0.0.1:${port}`)
    if (accounts.size < MOST_ACCOUNTS) accounts.set(key, account)
    return account
  }

  return {
    port,
    close() {
      for (const account of accounts.values()) account.deliveries.close()
      server.close()
      server.closeAllConnections()
    },
  }
}

/** A key that is none, a desk that is asked for nonsense. */
function refuse(response: ServerResponse, error: Error): void {
  const { status, body } =
    error instanceof ApiError ? error : { status: 400, body: { type: 'invalid_request_error', message: error.message } }
  if (!response.headersSent) response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: body }))
}
