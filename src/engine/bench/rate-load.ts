import { Agent, request } from 'node:http'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { BenchLoad } from '../../bench/index.ts'
import type { LoadMeasure } from './messages.ts'
import { isSuccess, Tally } from './tally.ts'

interface RateLoad {
  url: string
  load: BenchLoad
  /** Requests a second. */
  rate: number
  seconds: number
  /** The same seed gives the same moments of arrival, so that variants and rounds can be compared. */
  seed: number
}

/**
 * Load on a fixed rate that does not wait for answers. Autocannon's own rate sends each second's requests in one
 * burst at the start of the second, and never has more of them under way than it has connections: a server that
 * cannot keep up would slow its own load down, and hide what is asked for here.
 */
export async function loadAtRate(
  { url, load, rate, seconds, seed }: RateLoad,
  tally: Tally = new Tally(),
): Promise<LoadMeasure> {
  const agent = new Agent({ keepAlive: true })
  const start = performance.now()
  tally.sent = 0
  for (const due of arrivals(rate, seconds * 1000, seed)) {
    const ahead = start + due - performance.now()
    // On a machine that lets it fall behind, answers must be read nevertheless.
    await (ahead > 1 ? sleep(ahead) : nextTurn())
    tally.sent += 1
    // Counted from when it was due, as somebody who comes then does.
    send(url, load, agent, (ok) => tally.count(ok, performance.now() - start - due))
  }
  await sleep(Math.max(0, start + seconds * 1000 - performance.now()))
  const { answered, errors, waiting } = tally
  agent.destroy()
  return { answered, errors, waiting, seconds: (performance.now() - start) / 1000 }
}

/** Milliseconds at which requests are due: a Poisson process, as independent people make it. */
export function* arrivals(rate: number, ms: number, seed: number): Generator<number> {
  const random = randomFrom(seed)
  const mean = 1000 / rate
  for (let due = gap(random, mean); due < ms; due += gap(random, mean)) yield due
}

function gap(random: () => number, mean: number): number {
  return -Math.log(1 - random()) * mean
}

/** A linear congruential generator (constants of Numerical Recipes): plenty for moments of arrival. Gives [0, 1). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

function send(url: string, { path, method = 'GET', body }: BenchLoad, agent: Agent, done: (ok: boolean) => void): void {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' }
  const outgoing = request(url + path, { agent, method, headers }, (answer) => {
    answer.resume()
    answer.once('end', () => done(isSuccess(answer.statusCode)))
  })
  outgoing.once('error', () => done(false))
  outgoing.end(body)
}
