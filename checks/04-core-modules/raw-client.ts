/** A client that can do what fetch does not: send a body in parts, keep the rest back, go away in the middle. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Agent, type ClientRequest, request as httpRequest, type OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, afterAll, timeLimit } from 'backend-workbook/check'

const ANSWER_MS = 1200
const SAVE_MS = 1200

interface Reply {
  status: number
  headers: Record<string, unknown>
  text: string
}

/** A request whose body the check sends itself. Without Content-Length it goes in chunks. */
export function open(app: App, method: string, path: string, headers: OutgoingHttpHeaders = {}) {
  const agent = new Agent({ keepAlive: true })
  const request: ClientRequest = httpRequest({ port: app.port, host: '127.0.0.1', method, path, headers, agent })
  const reply = new Promise<Reply | 'no answer'>((resolve) => {
    timeLimit(ANSWER_MS).addEventListener('abort', () => resolve('no answer'))
    request.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      const answered = () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      // The end of the answer, or of the connection, if that comes first.
      response.on('end', answered)
      response.on('close', answered)
    })
    request.on('error', () => resolve('no answer'))
  })
  const close = () => {
    request.destroy()
    agent.destroy()
  }
  /** Asks again and again on the same connection, for as long as there is one. */
  const askOn = async () => {
    while (await asked(app, agent)) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { request, reply, close, askOn }
}

/** Whether the server has answered a GET /notes. */
function asked(app: App, agent: Agent): Promise<boolean> {
  return new Promise((resolve) => {
    const request = httpRequest({ port: app.port, host: '127.0.0.1', path: '/notes', agent })
    request.on('response', (response) => response.resume().on('close', () => resolve(true)))
    request.on('error', () => resolve(false))
    request.end()
  })
}

/** The statuses of as many POST /notes, on 25 connections at a time: a hundred would keep a busy machine busy. */
export async function postAll(app: App, texts: string[]): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 25 })
  const post = (text: string) =>
    new Promise<number>((resolve) => {
      const headers = { 'Content-Type': 'application/json' }
      const request = httpRequest({ port: app.port, host: '127.0.0.1', method: 'POST', path: '/notes', headers, agent })
      request.on('response', (response) => response.resume().on('close', () => resolve(response.statusCode ?? 0)))
      request.on('error', () => resolve(0))
      request.end(JSON.stringify({ text }))
    })
  try {
    return await Promise.all(texts.map(post))
  } finally {
    agent.destroy()
  }
}

/** The answer that comes while the end of the body is kept back. */
export async function answerBeforeTheEnd(
  app: App,
  headers: OutgoingHttpHeaders,
  body: string,
): Promise<{ status: number; text: string } | string> {
  const { request, reply, close } = open(app, 'POST', '/notes', headers)
  try {
    request.write(body)
    const answer = await reply
    return answer === 'no answer' ? answer : { status: answer.status, text: answer.text }
  } finally {
    close()
  }
}

/** The status of a POST /notes, and whether the file has the text when that status comes. */
export async function savedWhenAnswered(app: App, file: string, text: string): Promise<string> {
  const { request, reply, close } = open(app, 'POST', '/notes')
  let found = 'it is not in the file'
  request.on('response', () => {
    if (existsSync(file) && readFileSync(file, 'utf8').includes(text)) found = 'it is in the file'
  })
  request.end(JSON.stringify({ text }))
  const answer = await reply
  close()
  return answer === 'no answer' ? answer : `${answer.status}, and ${found}`
}

/** How the server takes a new connection: `connected`, or the code of the error. Asks again until it is refused. */
export async function refusal(app: App, tries = 60): Promise<string> {
  for (let count = 1; ; count += 1) {
    const result = await new Promise<string>((resolve) => {
      const socket = connect(app.port, '127.0.0.1', () => resolve('connected'))
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
      socket.on('close', () => resolve('no answer'))
      timeLimit(200).addEventListener('abort', () => socket.destroy())
    })
    if (result === 'ECONNREFUSED' || count === tries) return result
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Waits until the file holds all these texts, but not for ever. Gives those that are missing then. */
export async function written(file: string, texts: string[]): Promise<string[]> {
  const late = timeLimit(SAVE_MS)
  for (;;) {
    const found = await readFile(file, 'utf8').catch(() => '')
    const missing = texts.filter((text) => !found.includes(text))
    if (missing.length === 0 || late.aborted) return missing
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

let folder: string | undefined

/** A file of this run's own, for the server that many checks share. */
export function sharedFile(): string {
  folder ??= mkdtempSync(join(tmpdir(), 'core-modules-'))
  return join(folder, 'notes.json')
}

afterAll(() => {
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})
