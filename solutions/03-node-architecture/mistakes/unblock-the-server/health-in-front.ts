/* mistake
wrong: It answers /health in front of Express and leaves the report where it was.
why: A route that is reached sooner feels quicker. A blocked thread does not read the request at all.
fails:
  - answers /health quickly while a report is computed
*/
import { pbkdf2Sync } from 'node:crypto'
import type { RequestListener } from 'node:http'
import express from 'express'

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
export function buildApp(): RequestListener {
  const app = express()

  app.get('/report', (request, response) => {
    const year = Number(request.query['year'])
    if (!Number.isInteger(year)) {
      response.status(400).json({ error: 'year must be a whole number' })
      return
    }
    try {
      response.json(buildReport(year))
    } catch (error) {
      response.status(404).json({ error: error instanceof Error ? error.message : String(error) })
    }
  })

  return (request, response) => {
    if (request.url !== '/health') return app(request, response)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ status: 'ok' }))
  }
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
