import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterTime } from '../../check/in-time.ts'
import { busyMachine } from '../../fenced/patience.ts'
import { killTree } from '../../processes/kill-tree.ts'

/** A child process that could not do what it was asked; `output` is what it printed. */
export class ChildFailure extends Error {
  override readonly name = 'ChildFailure'
  readonly output: string

  constructor(message: string, output: string) {
    super(message)
    this.output = output.trim()
  }
}

/** A process at the head of a group of its own, which answers orders over IPC. */
export interface Child<Order> {
  pid: number
  /** The first message it sent. */
  hello: { port?: number }
  /**
   * What to tell of a child that failed: that it ended, when it did, else `message`. Waits a moment, because a
   * broken connection is noticed before the end of the process that broke it.
   */
  failure: (message: string) => Promise<ChildFailure>
  /**
   * @param hear what it says before its answer
   * @throws ChildFailure when it ends first, says that it failed, or takes longer than `ms` on a machine that has nothing else to do
   */
  ask: <Answer, SoFar = never>(order: Order, ms: number, hear?: (soFar: SoFar) => void) => Promise<Answer>
  /** Ends it and everything it started. Settles when it is gone. */
  end: () => Promise<void>
}

interface Start {
  file: string
  args?: string[]
  execArgv: string[]
  env: NodeJS.ProcessEnv
  cwd: string
  /** Milliseconds until its first message, on a machine that has nothing else to do. */
  ms: number
  /** Ends the child at once when aborted. */
  signal: AbortSignal
}

const OUTPUT_KEPT = 16 * 1024
const END_MS = 200
/** However busy the machine is. */
const LONGEST_MS = 60_000

interface Reply {
  id?: number
  answer?: unknown
  soFar?: unknown
  error?: string
  port?: number
}

/** @throws ChildFailure when it ends, fails or says nothing before it is ready */
export async function startChild<Order>({ file, args = [], ms, signal, ...options }: Start): Promise<Child<Order>> {
  signal.throwIfAborted()
  const child = fork(file, args, {
    ...options,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const { output, receive, lost } = listenTo(child)
  let lastId = 0
  const kill = () => {
    if (child.pid !== undefined) killTree(child.pid)
  }
  const end = async () => {
    signal.removeEventListener('abort', kill)
    kill()
    await lost
  }
  signal.addEventListener('abort', kill, { once: true })
  const within = (limit: number, what: string, id?: number, hear?: (soFar: unknown) => void) =>
    receive(
      id,
      limit,
      (ms) => new ChildFailure(`${what} within ${Math.round(ms / 1000)} s${busyMachine()}.`, output()),
      hear,
    )
  try {
    const hello = await within(ms, 'It did not listen')
    return {
      pid: child.pid ?? 0,
      hello: hello.port === undefined ? {} : { port: hello.port },
      failure: async (message) => (await Promise.race([lost, sleep(END_MS)])) ?? new ChildFailure(message, output()),
      ask: async <Answer, SoFar>(order: Order, limit: number, hear?: (soFar: SoFar) => void) => {
        lastId += 1
        const reply = within(limit, 'It did not answer', lastId, hear as (soFar: unknown) => void)
        if (child.connected) child.send({ id: lastId, order }, () => {})
        return (await reply).answer as Answer
      },
      end,
    }
  } catch (error) {
    await end()
    throw error
  }
}

/** What a child prints and says. A process that is gone fails everything that waits for it. */
function listenTo(child: ChildProcess) {
  let text = ''
  const collect = (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-OUTPUT_KEPT)
  }
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)
  const output = () => text
  const waiting = new Map<number | undefined, (reply: Reply | Error) => void>()
  let over: Error | undefined
  const settleAll = (error: Error) => {
    over ??= error
    for (const settle of waiting.values()) settle(over)
  }
  child.on('message', (reply: Reply) => waiting.get(reply.id)?.(reply))
  const lost = new Promise<ChildFailure>((resolve) => {
    const lose = (message: string) => {
      const failure = new ChildFailure(message, text)
      settleAll(failure)
      resolve(failure)
    }
    child.once('close', (code, signal) => lose(`It ended (${signal ?? `exit code ${code}`}).`))
    child.once('error', (error) => lose(error.message))
  })
  const receive = (
    id: number | undefined,
    ms: number,
    late: (afterMs: number) => Error,
    hear?: (soFar: unknown) => void,
  ) =>
    new Promise<Reply>((resolve, reject) => {
      const start = performance.now()
      const onLate = () => settle(late(performance.now() - start))
      const forgetTime = afterTime(ms, onLate, undefined, LONGEST_MS)
      const settle = (reply: Reply | Error) => {
        if ('soFar' in reply) return hear?.(reply.soFar)
        forgetTime()
        waiting.delete(id)
        if (reply instanceof Error) reject(reply)
        else if (reply.error !== undefined) reject(new ChildFailure(reply.error, text))
        else resolve(reply)
      }
      if (over) settle(over)
      else waiting.set(id, settle)
    })
  return { output, receive, lost }
}
