/** What the checks of serve-video share: the app, served, with a video of 100 bytes, and a client that gives whole answers. */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, timeLimit } from 'backend-workbook/check'
import { buildApp, type Deps, type Video } from '../../../exercises/21-file-uploads/serve-video.ts'

/** 100 bytes, from a0a1a2 to e7e8e9: each two of them say where they stand. */
export const BYTES = Buffer.from(
  [...'abcde'].flatMap((letter) => [...'0123456789'].map((digit) => letter + digit)).join(''),
)
/** A whole second, long ago. */
export const MADE = new Date('2026-03-01T09:00:00Z')

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  bytes: Buffer
}

export interface Cinema {
  /** The whole answer for `drill`, or another path. */
  ask: (headers?: Record<string, string>, options?: { method?: string; path?: string }) => Promise<Answer>
  /** Files by the id of the video. */
  videos: Map<string, Video>
  folder: string
  /** Replaces the file of `drill`, as a deployment would. */
  replace: (bytes: Buffer, made: Date) => void
  port: number
  /** The server's ends of its connections. */
  sockets: Set<Socket>
}

const ASK_MS = 1800
/** No answer that is asked for as a whole is longer. */
const MOST = 100_000

export async function serving(body: (cinema: Cinema) => Promise<void>, parts: Partial<Deps> = {}): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'videos-'))
  const path = join(folder, 'drill.mp4')
  const videos = new Map<string, Video>([['drill', { path, type: 'video/mp4' }]])
  const replace: Cinema['replace'] = (bytes, made) => {
    writeFileSync(path, bytes)
    utimesSync(path, made, made)
  }
  replace(BYTES, MADE)
  const find = async (id: string): Promise<Video | undefined> => {
    await new Promise((resolve) => setImmediate(resolve))
    return videos.get(id)
  }
  const server = createServer(buildApp({ find, ...parts }))
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    const ask: Cinema['ask'] = (headers = {}, { method = 'GET', path = '/videos/drill' } = {}) =>
      answerOf(port, method, path, headers)
    await body({ ask, videos, folder, replace, port, sockets })
  } finally {
    close(server)
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

function close(server: Server): void {
  server.close()
  server.closeAllConnections()
}

async function answerOf(port: number, method: string, path: string, headers: Record<string, string>): Promise<Answer> {
  const signal = timeLimit(ASK_MS)
  const call = `${method} ${path}${shownHeaders(headers)}`
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false, signal })
      request.on('error', reject)
      request.once('response', async (response) => {
        try {
          const chunks: Buffer[] = []
          let came = 0
          for await (const chunk of response as AsyncIterable<Buffer>) {
            chunks.push(chunk)
            came += chunk.length
            if (came > MOST) throw new Error(`more than ${MOST} bytes came`)
          }
          resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes: Buffer.concat(chunks) })
        } catch (error) {
          reject(error)
        }
      })
      request.end()
    })
  } catch (error) {
    if (signal.aborted) return expect.fail(`${call}: no whole answer came within ${ASK_MS / 1000} s`)
    return expect.fail(`${call}: ${error instanceof Error ? error.message : error}`)
  }
}

function shownHeaders(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => `, ${name}: ${value}`)
    .join('')
}

/** What is compared of an answer about bytes: all that a player looks at. */
export function seen({ status, headers, bytes }: Answer) {
  return { status, range: headers['content-range'], length: headers['content-length'], bytes: bytes.toString() }
}

/** What `seen` is for bytes `start` to `end` of a file. */
export function partOf(file: Buffer, start: number, end: number) {
  const bytes = file.subarray(start, end + 1).toString()
  return { status: 206, range: `bytes ${start}-${end}/${file.length}`, length: `${bytes.length}`, bytes }
}

/** What `seen` is for a whole file. */
export function wholeOf(file: Buffer) {
  return { status: 200, range: undefined, length: `${file.length}`, bytes: file.toString() }
}

/** Waits until something holds, and fails the check when it does not come to hold. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const late = timeLimit(ASK_MS)
  while (!holds()) {
    if (late.aborted) expect.fail(`${what}, and did not within ${ASK_MS / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
}
