/**
 * The process of a day's benchmark, for a server that has other things to do: the pings need a process that does nothing
 * else, and bench.ts is the author's, who may change it while the server runs, and whose preparations take time.
 */
import { isProblem } from '../../problem.ts'
import { aboutBench } from './about.ts'
import { type DayOrder, type DaySaid, STOP } from './day-order.ts'
import { measureDay } from './measure-day.ts'
import { readBench } from './read-bench.ts'

const stop = new AbortController()
const { signal } = stop

// Whoever asked is gone, or does not want to know any more.
process.once('disconnect', () => stop.abort())
process.on('message', (message: DayOrder | typeof STOP) => {
  if (message === STOP) stop.abort()
  else void obey(message).then(sayLast)
})

async function obey(order: DayOrder): Promise<DaySaid> {
  try {
    if (order.type === 'about') {
      return { type: 'about', about: aboutBench(await readBench(order.course, order.day, order.packageRoot)) }
    }
    const onNews = (news: (DaySaid & { type: 'news' })['news']) => say({ type: 'news', news })
    return { type: 'measured', measured: await measureDay({ ...order, env: process.env }, { signal, onNews }) }
  } catch (error) {
    if (isProblem(error)) return { type: 'problem', message: error.message, hint: error.hint, code: error.code }
    return { type: 'bug', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function say(said: DaySaid): void {
  if (process.connected) process.send?.(said)
}

function sayLast(said: DaySaid): void {
  if (!process.connected) process.exit()
  process.send?.(said, () => process.exit())
}
