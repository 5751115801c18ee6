import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

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
export function startPings(url: string, everyMs = 20): { stop: () => Promise<Pings> } {
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

  async function stop(): Promise<Pings> {
    clearTimeout(timer)
    for (const end = performance.now() + GRACE_MS; open.size > 0 && performance.now() < end; ) await sleep(10)
    const now = performance.now()
    waits.push(...[...open].map((due) => now - due))
    open.clear()
    agent.destroy()
    return { waits, errors }
  }

  return { stop }
}

function pingOnce(url: string, agent: Agent): Promise<boolean> {
  return new Promise((resolve) => {
    const outgoing = get(url, { agent }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(Math.floor((answer.statusCode ?? 0) / 100) === 2))
      answer.once('error', () => resolve(false))
    })
    outgoing.once('error', () => resolve(false))
  })
}
