import { pbkdf2 } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Report } from '../../../exercises/03-node-architecture/unblock-the-server.ts'
import { reportApp } from './report-app.ts'

const pbkdf2Later = promisify(pbkdf2)

// The exercise's figures: a test holds the two against each other.
const ORDERS = 600_000
const PRODUCTS = 200
const BASKET = 6
const SLICE_MS = 2
/** How many orders to count between two looks at the clock. */
const LOOK_EVERY = 500

/** No thread of its own: the seal is libuv's work, and the counting lets everybody else in every 2 ms. */
export function buildApp() {
  return reportApp(reportInSlices)
}

/** The same report as `buildReport` gives. */
export async function reportInSlices(year: number): Promise<Report> {
  const count = counting(year)
  let end = performance.now() + SLICE_MS
  for (let step = count.next(); ; step = count.next()) {
    if (step.done) return sealed({ year, orders: ORDERS, ...step.value })
    if (performance.now() < end) continue
    await setImmediate()
    end = performance.now() + SLICE_MS
  }
}

/** Counts the year's baskets, and stops every 500 orders to ask whether to go on. */
function* counting(year: number): Generator<void, Pick<Report, 'months' | 'boughtTogether'>> {
  const months = new Array<number>(12).fill(0)
  const pairs = new Uint32Array(PRODUCTS * PRODUCTS)
  const basket = new Uint8Array(BASKET)
  let dice = year
  for (let order = 0; order < ORDERS; order += 1) {
    if (order % LOOK_EVERY === 0) yield
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
  return { months, boughtTogether: [Math.floor(best / PRODUCTS), best % PRODUCTS] }
}

async function sealed(figures: Omit<Report, 'seal'>): Promise<Report> {
  const seal = await pbkdf2Later(JSON.stringify(figures), 'the shop', 200_000, 32, 'sha256')
  return { ...figures, seal: seal.toString('hex') }
}

/** xorshift32, as in the exercise. */
function roll(dice: number): number {
  let next = dice
  next ^= next << 13
  next ^= next >>> 17
  next ^= next << 5
  return next >>> 0
}
