import { closeSync, openSync, readdirSync, readlinkSync, realpathSync, truncateSync, writeFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { check, expect } from 'backend-workbook/check'
import { type Cinema, serving, until } from './cinema.ts'

const MB = 1024 * 1024
const LARGE = 24 * MB
/** That the contract allows to wait in memory. */
const MOST = 8 * MB

check('closes the file after every answer, and when the client leaves', { read: 'leaving', ms: 6000 }, async () => {
  await serving(async (cinema) => {
    const { ask, videos, folder, sockets } = cinema
    const { etag = '' } = (await ask()).headers
    const small = openFilesAt(join(folder, 'drill.mp4'))
    for (const [what, headers, method] of [
      ['200', {}, 'GET'],
      ['206', { range: 'bytes=2-5' }, 'GET'],
      ['304', { 'if-none-match': etag }, 'GET'],
      ['416', { range: 'bytes=500-' }, 'GET'],
      ['200 to HEAD', {}, 'HEAD'],
    ] as [string, Record<string, string>, string][]) {
      for (let i = 0; i < 20; i += 1) await ask(headers, { method })
      // One may still be about to close. Later, the garbage collector closes what was forgotten, but not on every Node.js.
      expect(small(), `how many descriptors of the file are open right after 20 answers ${what}`).toBeLessThan(10)
      await until(`the file should be closed after 20 answers ${what}`, () => small() === 0)
    }
    const path = largeFile(folder)
    videos.set('tour', { path, type: 'video/mp4' })
    const large = openFilesAt(path)
    for (let i = 0; i < 16; i += 1) {
      const answer = await begun(cinema, i % 2 === 0 ? {} : { range: 'bytes=1000-' })
      answer.destroy()
    }
    await until('the connections of clients that have left should end', () => sockets.size === 0)
    for (let i = 0; i < 200; i += 1) await stat(folder)
    expect(
      large(),
      'how many descriptors of the file are open, a while after 16 clients have left in the middle',
    ).toBeLessThan(8)
    await until('the file should be closed when 16 clients have left in the middle', () => large() === 0)
  })
  await leavesEarly()
})

/** These go away before there is an answer at all: when the stream is made, nothing will say that they leave. */
async function leavesEarly(): Promise<void> {
  const asked: (() => void)[] = []
  const state = { path: '' }
  const find = async () => {
    await new Promise<void>((resolve) => asked.push(resolve))
    return { path: state.path, type: 'video/mp4' }
  }
  await serving(
    async ({ folder, port, sockets }) => {
      state.path = largeFile(folder)
      const open = openFilesAt(state.path)
      const clients = Array.from({ length: 16 }, () =>
        get({ host: '127.0.0.1', port, path: '/videos/tour', agent: false }),
      )
      for (const client of clients) client.on('error', () => undefined)
      await until('find should be called for each of 16 requests', () => asked.length === 16)
      for (const client of clients) client.destroy()
      await until('the connections of clients that have left should end', () => sockets.size === 0)
      for (const answer of asked) answer()
      for (let i = 0; i < 200; i += 1) await stat(folder)
      const what = '16 clients that left while find was working'
      expect(open(), `how many descriptors of the file are open, a while after ${what}`).toBeLessThan(8)
      await until(`the file should be closed after ${what}`, () => open() === 0)
    },
    { find },
  )
}

check('waits for a client that reads slowly', { read: 'leaving' }, async () => {
  await serving(async (cinema) => {
    const { videos, folder, sockets } = cinema
    videos.set('tour', { path: largeFile(folder), type: 'video/mp4' })
    for (const headers of [{}, { range: 'bytes=1000-' }] as Record<string, string>[]) {
      const answer = await begun(cinema, headers)
      answer.pause()
      let most = 0
      // As long as it takes to ask the file system a thousand times, so that an answer that does not wait may read on.
      for (let i = 0; i < 1000 && most <= MOST; i += 1) {
        await stat(folder)
        for (const socket of sockets) most = Math.max(most, waitingIn(socket))
      }
      answer.destroy()
      const what = `the most MB that waited in memory, of a client that stopped reading an answer of ${LARGE / MB} MB`
      expect(Math.ceil(most / MB), `${what} (more than ${MOST / MB} is too much)`).toBeLessThanOrEqual(MOST / MB)
    }
  })
})

/** What was given to the connection, by way of an answer or not, and has not left it. */
function waitingIn(socket: Socket): number {
  const { _httpMessage: response } = socket as Socket & { _httpMessage?: { writableLength: number } }
  return Math.max(socket.writableLength, response?.writableLength ?? 0)
}

/** An answer whose head and first bytes have come. */
async function begun({ port }: Cinema, headers: Record<string, string>): Promise<IncomingMessage> {
  return await new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path: '/videos/tour', headers, agent: false })
    request.on('error', reject)
    request.once('response', (response) => {
      response.on('error', () => undefined)
      response.once('readable', () => resolve(response))
    })
  })
}

function largeFile(folder: string): string {
  const path = join(folder, 'tour.mp4')
  writeFileSync(path, 'x')
  truncateSync(path, LARGE)
  return path
}

/** Counts how often this process has a file open: by name where the system tells, else by the numbers that are taken. */
function openFilesAt(path: string): () => number {
  const name = realpathSync(path)
  if (process.platform === 'linux') return () => descriptors().filter((each) => each === name).length
  const before = lowestFree(path)
  // Sockets take numbers as well. Of twenty files that stay open, most are seen.
  return () => (lowestFree(path) - before > 9 ? lowestFree(path) - before : 0)
}

function descriptors(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)]
    } catch {
      return []
    }
  })
}

function lowestFree(path: string): number {
  const fd = openSync(path, 'r')
  closeSync(fd)
  return fd
}
