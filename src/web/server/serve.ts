import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { Problem } from '../../problem.ts'
import { toType } from '../../to-type.ts'
import type { World } from '../../world.ts'
import { buildApp } from './app.ts'
import { AskedQuestions } from './asked.ts'
import { Benches } from './benches.ts'
import type { Desk } from './desk.ts'
import { readBuiltPage } from './document.ts'
import { Judging } from './judging.ts'
import { keepSession, readKept } from './kept-session.ts'
import { LiveRoom } from './live.ts'
import { Processors } from './processors.ts'
import { openSession } from './session.ts'

export interface Served {
  /** With the token in it: for the terminal. */
  address: string
  /** The same for the browser that is opened; it works once. */
  addressForBrowser: string
  /** Tells every tab that what it shows may have changed. */
  changed: () => void
  /** Ends every request and whatever was started for one. */
  close: () => Promise<void>
}

const LOOPBACK = '127.0.0.1'

/**
 * The page of a workbook, for this machine alone. Without a port it is the last one again where that is free, so that pages
 * that are still open find the server.
 * @param landing where who opens the address ends up
 * @throws Problem when the port that was asked for is taken, or the page is not built
 */
export async function servePage(
  world: World,
  workbook: string,
  wanted: number | undefined,
  landing?: string,
): Promise<Served> {
  const page = readBuiltPage(world.packageRoot)
  const kept = readKept(world, workbook)
  const server = createServer()
  const port = await listen(server, wanted, kept?.port)
  const session = openSession(kept?.secret, landing)
  keepSession(world, workbook, { secret: session.secret, port })
  const ended = new AbortController()
  const desk = openDesk(world, workbook, AbortSignal.any([world.signal, ended.signal]))
  server.on('request', buildApp(desk, page, session, port))
  const origin = `http://${LOOPBACK}:${port}`
  return {
    address: `${origin}/?token=${session.token}`,
    addressForBrowser: `${origin}/?token=${session.tokenForBrowser}`,
    changed: () => desk.live.changed(),
    async close() {
      ended.abort()
      desk.live.close()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await Promise.all([closed, desk.judging.close()])
    },
  }
}

function openDesk(world: World, workbook: string, signal: AbortSignal): Desk {
  const live = new LiveRoom(randomUUID(), workbook)
  const stderr = alsoTo(world.stderr, (message) => live.warn(message))
  const within: World = { ...world, stderr, signal }
  // Whatever runs for a tab listens, and there may be many.
  setMaxListeners(0, world.signal, signal)
  const processors = new Processors()
  const judging = new Judging(within, processors)
  return {
    world: within,
    live,
    processors,
    judging,
    questions: new AskedQuestions(within),
    benches: new Benches(within),
  }
}

/** What the terminal is told, the page is told as well; the stack of a bug is for the terminal alone. */
function alsoTo(stderr: World['stderr'], tell: (message: string) => void): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      const text = String(chunk)
      stderr.write(text)
      if (!/\n +at /.test(text)) tell(text.trim())
      done()
    },
  })
}

async function listen(server: Server, wanted: number | undefined, last: number | undefined): Promise<number> {
  if (wanted !== undefined) {
    if (await isListening(server, wanted)) return portOf(server)
    throw new Problem(
      `Port ${wanted} is taken, or you may not use it.`,
      `Without --port a free one is found: ${toType('web')}`,
    )
  }
  if (last === undefined || !(await isListening(server, last))) await isListening(server, 0)
  return portOf(server)
}

function isListening(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const onError = () => resolve(false)
    server.once('error', onError)
    server.listen(port, LOOPBACK, () => {
      server.off('error', onError)
      resolve(true)
    })
  })
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
