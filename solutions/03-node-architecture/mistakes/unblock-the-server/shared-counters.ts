/* mistake
wrong: It counts in slices, in arrays that all reports share.
why: While the work was synchronous, nothing could come in between. Every await lets another report in.
fails:
  - gives each of two simultaneous callers their own report
*/
import { pbkdf2 } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { promisify } from 'node:util'
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

/** The shop's API. */
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
      response.json(await buildReport(year))
    } catch (error) {
      response.status(404).json({ error: error instanceof Error ? error.message : String(error) })
    }
  })

  return app
}

const ORDERS = 600_000
const PRODUCTS = 200
const BASKET = 6
const months = new Array<number>(12).fill(0)
const pairs = new Uint32Array(PRODUCTS * PRODUCTS)
const pbkdf2Async = promisify(pbkdf2)

/**
 * Reads a year of orders and counts every pair of products in every basket. The same year gives the same report.
 * @throws RangeError for a year before the shop opened
 */
export async function buildReport(year: number): Promise<Report> {
  if (year < 2000) throw new RangeError(`no orders in ${year}`)
  months.fill(0)
  pairs.fill(0)
  const basket = new Uint8Array(BASKET)
  let dice = year
  for (let order = 0; order < ORDERS; order += 1) {
    if (order % 20_000 === 0) await nextTurn()
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
  const figures = { year, orders: ORDERS, months: [...months], boughtTogether }
  const seal = await pbkdf2Async(JSON.stringify(figures), 'the shop', 200_000, 32, 'sha256')
  return { ...figures, seal: seal.toString('hex') }
}

/** The next of a fixed row of numbers that look like dice: xorshift32. */
function roll(dice: number): number {
  let next = dice
  next ^= next << 13
  next ^= next >>> 17
  next ^= next << 5
  return next >>> 0
}
