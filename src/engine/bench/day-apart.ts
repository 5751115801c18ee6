import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../../problem.ts'
import { killTree } from '../../processes/kill-tree.ts'
import type { BenchAbout } from './about.ts'
import { type DayOrder, type DaySaid, STOP } from './day-order.ts'
import type { DayToMeasure, MeasuredDay } from './measure-day.ts'
import type { BenchNews } from './news.ts'

/** What the benchmark of a day asks and compares. @throws as `measureDay` */
export async function aboutDayApart(
  { course, day, packageRoot, env }: Omit<DayToMeasure, 'learners'>,
  signal: AbortSignal,
): Promise<BenchAbout> {
  const said = await runHost({ type: 'about', course, day, packageRoot }, env, { signal })
  if (said.type !== 'about') throw new Error(`The benchmark of day ${day.day} said ${said.type}.`)
  return said.about
}

/** The same as `measureDay`, in a process of its own. @throws as that */
export async function measureDayApart(
  { env, ...day }: DayToMeasure,
  { signal, onNews }: { signal: AbortSignal; onNews: (news: BenchNews) => void },
): Promise<MeasuredDay> {
  const said = await runHost({ type: 'measure', ...day }, env, { signal, onNews })
  if (said.type !== 'measured') throw new Error(`The benchmark of day ${day.day.day} said ${said.type}.`)
  return said.measured
}

interface Hearing {
  signal: AbortSignal
  onNews?: (news: BenchNews) => void
}

/** How long an end in good order may take: services close, too. */
const END_MS = 5000
const WORDS_KEPT = 4000
/** How long what it said may be under way. What it has left behind may hold its pipes open. */
const LAST_WORDS_MS = 1000

/** Gives its last word. @throws Problem that it met with, Error for a bug, AbortError */
async function runHost(order: DayOrder, env: DayToMeasure['env'], { signal, onNews }: Hearing): Promise<DaySaid> {
  signal.throwIfAborted()
  const child = fork(join(order.packageRoot, 'dist', 'engine', 'bench', 'day-host.cjs'), [], {
    env,
    execArgv: [],
    // Ctrl-C in the terminal is for the server, which then asks it to stop.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const stop = stopper(child)
  signal.addEventListener('abort', stop, { once: true })
  try {
    child.send(order, () => {})
    const last = await lastOf(child, onNews)
    signal.throwIfAborted()
    if (last.type === 'problem') throw new Problem(last.message, last.hint, { code: last.code })
    if (last.type === 'bug') throw new Error(last.stack)
    return last
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function stopper(child: ChildProcess): () => void {
  return () => {
    if (child.connected) child.send(STOP, () => {})
    const timer = setTimeout(() => child.pid !== undefined && killTree(child.pid), END_MS)
    child.once('exit', () => clearTimeout(timer))
  }
}

/** What it says at last, once it has ended. */
async function lastOf(child: ChildProcess, onNews: (news: BenchNews) => void = () => undefined): Promise<DaySaid> {
  let last: DaySaid | undefined
  let words = ''
  child.on('message', (said: DaySaid) => {
    if (said.type === 'news') onNews(said.news)
    else last = said
  })
  child.stderr?.on('data', (text: Buffer) => {
    words = `${words}${text.toString('utf8')}`.slice(-WORDS_KEPT)
  })
  const drained = Promise.all([once(child, 'disconnect'), once(child, 'close')]).catch(() => undefined)
  const [code] = await once(child, 'exit')
  await Promise.race([drained, sleep(LAST_WORDS_MS)])
  return last ?? { type: 'bug', stack: `The process of the benchmark ended (${code}) without a word.\n${words}` }
}
