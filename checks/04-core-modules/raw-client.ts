/** A client that can do what fetch does not: send a body in parts, keep the rest back, go away in the middle. */
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Agent, type ClientRequest, request as httpRequest, type OutgoingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'backend-workbook/check'

const ANSWER_MS = 1200

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
    const timer = setTimeout(resolve, ANSWER_MS, 'no answer')
    request.on('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      const answered = () => {
        clearTimeout(timer)
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      }
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
  return { request, reply, close }
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

/** The status that comes while the end of the body is kept back. */
export async function statusBeforeTheEnd(
  app: App,
  headers: OutgoingHttpHeaders,
  body: string,
): Promise<number | string> {
  const { request, reply, close } = open(app, 'POST', '/notes', headers)
  try {
    request.write(body)
    const answer = await reply
    return answer === 'no answer' ? answer : answer.status
  } finally {
    close()
  }
}

/** How the server takes a new connection: `connected`, or the code of the error. Asks again until it is refused. */
export async function refusal(app: App, tries = 60): Promise<string> {
  for (let count = 1; ; count += 1) {
    const result = await new Promise<string>((resolve) => {
      const socket = connect(app.port, '127.0.0.1', () => resolve('connected'))
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
      socket.on('close', () => socket.destroy())
      setTimeout(() => socket.destroy(), 200).unref()
    })
    if (result === 'ECONNREFUSED' || count === tries) return result
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** What a program that starts now would find in the file. */
export async function contentsOf(file: string): Promise<string> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    return `no file (${(error as NodeJS.ErrnoException).code})`
  }
  if (text === '') return 'an empty file'
  try {
    JSON.parse(text)
    return 'whole JSON'
  } catch {
    return `${text.length} characters that are not JSON`
  }
}

/** Waits until the file is there and holds what is looked for, but half a second at most. */
export async function written(file: string, isThere: (text: string) => boolean): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text !== undefined && isThere(text)) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

let folder: string | undefined

/** A file of this run's own, for the server that many checks share. */
export function sharedFile(): string {
  folder ??= mkdtempSync(join(tmpdir(), 'core-modules-'))
  return join(folder, 'notes.json')
}

/** Called by the first check after those. The process of the checks is killed at its end, so an exit listener would not do. */
export function removeSharedFile(): void {
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
