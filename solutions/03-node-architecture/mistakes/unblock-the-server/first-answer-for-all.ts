/* mistake
wrong: Every caller listens for the next message of the one thread, so two callers take the same report.
why: With one request at a time, the next message is always the right one.
fails:
  - gives each of two simultaneous callers their own report
*/
import { pbkdf2Sync } from 'node:crypto'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import express, { type Express } from 'express'

export interface Report {
  year: number
  orders: number
  /** Cents taken in each month, January first. */
  months: number[]
  /** The two products that most often lie in one basket. */
  boughtTogether: [number, number]
  /** Proves that nobody changed the figures since. */
  seal: string
}

type Answer = { report: Report } | { error: Error }

/** The shop's API. Reports are computed in a thread of their own, so they queue up there and never in front of /health. */
export function buildApp(): Express {
  const app = express()
  const report = reportThread()

  app.get('/health', (_request, response) => {
    response.json({ status: 'ok' })
  })

  app.get('/report', async (request, response) => {
    const year = Number(request.query['year'])
    if (!Number.isInteger(year)) {
      response.status(400).json({ error: 'year must be a whole number' })
      return
    }
    try {
      response.json(await report(year))
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      response.status(404).json({ error: error.message })
    }
  })

  return app
}

/** Gives a function that has a report computed in a thread. */
function reportThread(): (year: number) => Promise<Report> {
  let thread: Worker | undefined

  function start(): Worker {
    const started = new Worker(new URL(import.meta.url), { workerData: 'reports' })
    started.setMaxListeners(0).unref()
    started.once('exit', () => {
      thread = undefined
    })
    return started
  }

  return (year) =>
    new Promise((resolve, reject) => {
      thread ??= start()
      thread.once('error', reject)
      thread.once('message', (answer: Answer) => {
        thread?.off('error', reject)
        if ('report' in answer) resolve(answer.report)
        else reject(answer.error)
      })
      thread.postMessage({ year })
    })
}

const ORDERS = 600_000
const PRODUCTS = 200
const BASKET = 6

/**
 * Reads a year of orders and counts every pair of products in every basket. The same year gives the same report.
 * @throws RangeError for a year before the shop opened
 */
export function buildReport(year: number): Report {
  if (year < 2000) throw new RangeError(`no orders in ${year}`)
  const months = new Array<number>(12).fill(0)
  const pairs = new Uint32Array(PRODUCTS * PRODUCTS)
  const basket = new Uint8Array(BASKET)
  let dice = year
  for (let order = 0; order < ORDERS; order += 1) {
    for (let item = 0; item < BASKET; item += 1) {
      dice = roll(dice)
      basket[item] = dice % PRODUCTS
    }
    for (const a of basket) {
      for (const b of basket) if (a < b) pairs[a * PRODUCTS + b] = (pairs[a * PRODUCTS + b] ?? 0) + 1
    }
    dice = roll(dice)
    const month = dice % 12
    months[month] = (months[month] ?? 0) + (dice % 10_007)
  }
  const best = pairs.indexOf(Math.max(...pairs))
  const boughtTogether: [number, number] = [Math.floor(best / PRODUCTS), best % PRODUCTS]
  const figures = { year, orders: ORDERS, months, boughtTogether }
  const seal = pbkdf2Sync(JSON.stringify(figures), 'the shop', 200_000, 32, 'sha256').toString('hex')
  return { ...figures, seal }
}

/** The next of a fixed row of numbers that look like dice: xorshift32. */
function roll(dice: number): number {
  let next = dice
  next ^= next << 13
  next ^= next >>> 17
  next ^= next << 5
  return next >>> 0
}

if (workerData === 'reports') {
  parentPort?.on('message', ({ year }: { year: number }) => {
    try {
      parentPort?.postMessage({ report: buildReport(year) })
    } catch (error) {
      parentPort?.postMessage({ error })
    }
  })
}
