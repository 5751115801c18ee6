import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { median } from '../../bench/spread.ts'
import { isSuccess } from './tally.ts'

export interface Pings {
  /** Milliseconds from when each was due. One without an answer counts as waiting until now. */
  waits: number[]
  /** Pings that failed or were answered with something other than 2xx. */
  errors: number
}

const GRACE_MS = 2000

/**
 * Asks `url` every `everyMs` on a schedule fixed at the start, whatever became of the pings before. A ping's wait is
 * counted from when it was due: a probe that first waits for the last answer would ask just when the server is free.
 */
export function startPings(
  url: string,
  everyMs = 20,
): {
  /** The median of the waits so far, with those that go on as they are now; undefined before the first. */
  soFar: () => number | undefined
  stop: () => Promise<Pings>
} {
  const agent = new Agent({ keepAlive: true })
  const open = new Set<number>()
  const waits: number[] = []
  let errors = 0
  const start = performance.now()
  let next = 0
  let timer = setTimeout(ask, 0)

  function ask(): void {
    const due = start + next * everyMs
    next += 1
    timer = setTimeout(ask, Math.max(0, start + next * everyMs - performance.now()))
    open.add(due)
    pingOnce(url, agent).then((ok) => {
      if (!open.delete(due)) return
      if (ok) waits.push(performance.now() - due)
      else errors += 1
    })
  }

  /** Of pings that are not answered. */
  function openWaits(): number[] {
    const now = performance.now()
    return [...open].map((due) => now - due)
  }

  function soFar(): number | undefined {
    const all = [...waits, ...openWaits()]
    return all.length > 0 ? median(all) : undefined
  }

  async function stop(): Promise<Pings> {
    clearTimeout(timer)
    for (const end = performance.now() + GRACE_MS; open.size > 0 && performance.now() < end; ) await sleep(10)
    waits.push(...openWaits())
    open.clear()
    agent.destroy()
    return { waits, errors }
  }

  return { soFar, stop }
}

function pingOnce(url: string, agent: Agent): Promise<boolean> {
  return new Promise((resolve) => {
    const outgoing = get(url, { agent }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(isSuccess(answer.statusCode)))
      answer.once('error', () => resolve(false))
    })
    outgoing.once('error', () => resolve(false))
  })
}
