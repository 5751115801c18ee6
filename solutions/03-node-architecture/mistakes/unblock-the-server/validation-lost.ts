/* mistake
wrong: It hands whatever year was asked for to the thread.
why: When a handler becomes one line that asks a thread, the lines before that one look like part of the work that moved. No comparison with NaN holds, so nothing downstream objects either.
fails:
  - answers 400 to a year that is not a whole number
*/
import { pbkdf2Sync } from 'node:crypto'
import { once } from 'node:events'
import { type MessagePort, parentPort, Worker } from 'node:worker_threads'
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

/** The shop's API. Reports are computed in a thread of their own, so they queue up there and never in front of /health. */
export function buildApp(): Express {
  const app = express()
  const report = reportThread()

  app.get('/health', (_request, response) => {
    response.json({ status: 'ok' })
  })

  app.get('/report', async (request, response) => {
    const year = Number(request.query['year'])
    try {
      response.json(await report(year))
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      response.status(404).json({ error: error.message })
    }
  })

  return app
}

/**
 * Gives a function that has reports computed in one thread, one after the other: whatever comes from the thread next is
 * the answer to what was asked last. What it throws ends it; the next report starts a new one.
 */
function reportThread(): (year: number) => Promise<Report> {
  let thread: Worker | undefined
  let last: Promise<unknown> = Promise.resolve()

  async function compute(year: number): Promise<Report> {
    thread ??= startThread()
    thread.postMessage(year)
    try {
      // It listens for errors, too, and rejects with what the thread has thrown.
      const [report] = (await once(thread, 'message')) as [Report]
      return report
    } catch (error) {
      thread = undefined
      throw error
    }
  }

  return (year) => {
    const next = () => compute(year)
    const report = last.then(next, next)
    last = report
    return report
  }
}

function startThread(): Worker {
  const thread = new Worker(new URL(import.meta.url))
  thread.unref()
  return thread
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

// The thread runs this same file. A RangeError that is thrown here arrives over there as a RangeError.
if (parentPort) answerOn(parentPort)

function answerOn(port: MessagePort): void {
  port.on('message', (year: number) => port.postMessage(buildReport(year)))
}
