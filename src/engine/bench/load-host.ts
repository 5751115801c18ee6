/** Runs the load in a process of its own, so that neither the server nor the ping's schedule pays for it. */
import autocannon from 'autocannon'
import type { BenchLoad } from '../../bench/index.ts'
import { killTree } from '../../processes/kill-tree.ts'
import { DEFAULT_CONNECTIONS } from './defaults.ts'
import type { Asked, LoadMeasure, LoadOrder, LoadSoFar } from './messages.ts'
import { loadAtRate } from './rate-load.ts'
import { isSuccess, Tally } from './tally.ts'

/** Autocannon ends only at a sample; the default of a second would stretch short windows. */
const SAMPLE_MS = 50

let guarded = 0

process.once('disconnect', () => {
  // A server that loops for ever never hears that its parent is gone. This process does.
  if (guarded) killTree(guarded)
  process.exit()
})

process.on('message', async ({ id, order }: Asked<LoadOrder>) => {
  try {
    process.send?.({ id, answer: await obey(order, (soFar) => process.send?.({ id, soFar })) })
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.message : String(error) })
  }
})
process.send?.({ ready: true })

async function obey(order: LoadOrder, tell: (soFar: LoadSoFar) => void): Promise<LoadMeasure | null> {
  switch (order.type) {
    case 'guard':
      guarded = order.pid
      return null
    case 'load': {
      const { url, load, seconds, seed } = order
      const tally = new Tally()
      const quiet = tally.tellNowAndThen(tell)
      const running = load.rate
        ? loadAtRate({ url, load, rate: load.rate, seconds, seed }, tally)
        : cannon(url, load, seconds, tally)
      return running.finally(quiet)
    }
  }
}

async function cannon(url: string, load: BenchLoad, seconds: number, tally: Tally): Promise<LoadMeasure> {
  const { path, method = 'GET', body, connections = DEFAULT_CONNECTIONS } = load
  const options: autocannon.Options = {
    url: url + path,
    method,
    connections,
    duration: seconds,
    sampleInt: SAMPLE_MS,
    ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
  }
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const running = autocannon(options, (error, measured) => (error ? reject(error) : resolve(measured)))
    running.on('response', (_client, status, _bytes, ms) => tally.count(isSuccess(status), ms))
    running.on('reqError', () => tally.count(false, 0))
  })
  return {
    answered: result['2xx'],
    errors: result.errors + result.non2xx,
    waiting: Math.min(connections, Math.max(0, result.requests.sent - result.requests.total)),
    seconds: (result.finish.getTime() - result.start.getTime()) / 1000,
  }
}
