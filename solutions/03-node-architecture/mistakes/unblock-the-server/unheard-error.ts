/* mistake
wrong: It starts a thread for each report and listens for its message only, so a failed report ends the whole server.
why: A try around the code that starts a thread does not see what is thrown in the thread. A Worker reports it as an error event, and an error event that nobody listens for is thrown.
status: crashed
fails:
  - answers 404 for a year without orders, and goes on serving
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

/** The shop's API. Reports are computed in a thread of their own, so they queue up there and never in front of /health. */
export function buildApp(): Express {
  const app = express()

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
      response.json(await reportInThread(year))
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      response.status(404).json({ error: error.message })
    }
  })

  return app
}

/** Has one report computed in a thread of its own. */
function reportInThread(year: number): Promise<Report> {
  return new Promise((resolve) => {
    new Worker(new URL(import.meta.url), { workerData: { year } }).once('message', resolve)
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

if (workerData?.year) parentPort?.postMessage(buildReport(workerData.year))
