/** An Express app on loopback for as long as a check needs it. */

import type { AddressInfo } from 'node:net'
import { timeLimit } from 'backend-workbook/check'
import type { Express } from 'express'

export interface Answer {
  status: number
  headers: Headers
  body: unknown
}

export type Ask = (
  path: string,
  request?: { method?: string; headers?: Record<string, string>; json?: unknown },
) => Promise<Answer>

const ASK_MS = 1500

export async function serving(app: Express, use: (ask: Ask) => Promise<void>): Promise<void> {
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const ask: Ask = async (path, { method = 'GET', headers = {}, json } = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: { ...headers, ...(json !== undefined && { 'content-type': 'application/json' }) },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      signal: timeLimit(ASK_MS),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: parsed(text) }
  }
  try {
    await use(ask)
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
