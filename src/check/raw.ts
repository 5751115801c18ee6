/** A client that can do what fetch does not: keep the end of a body back, and send what no client should. */
import { Agent, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import type { App } from './app.ts'
import { timeLimit } from './in-time.ts'

const ANSWER_MS = 2000

export interface BegunPost {
  /** Sends the rest, and gives the status; 0 when the connection was cut. */
  finish: () => Promise<number>
  close: () => void
}

/** A POST that has been begun: the server has taken it, and waits for the end of its body. */
export async function beginPost(
  app: App,
  path: string,
  body: string,
  more: Record<string, string> = {},
): Promise<BegunPost> {
  const agent = new Agent({ keepAlive: true })
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...more,
    expect: '100-continue',
  }
  const request = httpRequest({ host: app.host, port: app.port, method: 'POST', path, headers, agent })
  const status = new Promise<number>((resolve) => {
    request.on('response', (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
    request.on('error', () => resolve(0))
  })
  const begun = new Promise<void>((resolve) => request.once('continue', resolve))
  request.flushHeaders()
  await Promise.race([begun, status, after(ANSWER_MS)])
  request.write(body.slice(0, 5))
  return {
    finish: () => {
      request.end(body.slice(5))
      return Promise.race([status, after(ANSWER_MS).then(() => 0)])
    },
    close: () => {
      request.destroy()
      agent.destroy()
    },
  }
}

/** The statuses of POSTs that the server gets at the same moment: it has all of each but its end, and then the ends. */
export async function postTogether(app: App, path: string, bodies: string[]): Promise<number[]> {
  const posts = await Promise.all(bodies.map((body) => beginPost(app, path, body)))
  const statuses = await Promise.all(posts.map((post) => post.finish()))
  for (const post of posts) post.close()
  return statuses
}

/** Whether the server refuses new connections, asked until it does or a second is over. */
export async function refuses(app: App): Promise<boolean> {
  for (let tries = 0; tries < 50; tries += 1) {
    if (!(await connects(app))) return true
    await after(20)
  }
  return false
}

function connects({ host, port }: App): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host)
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

/** What comes back for bytes as they are, until the server closes the connection or time is up. */
export function sendBytes(app: App, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(app.port, app.host, () => socket.write(bytes))
    timeLimit(ANSWER_MS).addEventListener('abort', () => socket.destroy())
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      socket.end()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text))
  })
}

const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms).unref())
