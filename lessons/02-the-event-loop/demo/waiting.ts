// Eight requests of 50 ms each, four ways. Nothing here works harder than the next; they only differ in what waits for
// what. Look for: chunks against pool, where two items take 200 ms instead of 50.
import { setTimeout as sleep } from 'node:timers/promises'

const EVEN = [50, 50, 50, 50, 50, 50, 50, 50]
const UNEVEN = [200, 50, 50, 50, 200, 50, 50, 50]

async function oneByOne(times: number[]): Promise<void> {
  for (const ms of times) await sleep(ms)
}

async function allAtOnce(times: number[]): Promise<void> {
  await Promise.all(times.map((ms) => sleep(ms)))
}

async function inChunksOf2(times: number[]): Promise<void> {
  for (let at = 0; at < times.length; at += 2) await allAtOnce(times.slice(at, at + 2))
}

async function poolOf2(times: number[]): Promise<void> {
  const queue = times.values()
  // Both workers take from the same iterator, so none of them ever waits for the other.
  const worker = async () => {
    for (const ms of queue) await sleep(ms)
  }
  await Promise.all([worker(), worker()])
}

async function measure(run: (times: number[]) => Promise<void>, times: number[]): Promise<string> {
  const start = performance.now()
  await run(times)
  const ms = Math.round(performance.now() - start)
  return `${String(ms).padStart(4)} ms  ${'#'.repeat(Math.round(ms / 15))}`
}

for (const [title, times] of [
  ['8 × 50 ms', EVEN],
  ['2 × 200 ms, 6 × 50 ms', UNEVEN],
] as const) {
  console.log(`\n${title}`)
  for (const run of [oneByOne, inChunksOf2, poolOf2, allAtOnce]) {
    console.log(`  ${run.name.padEnd(12)} ${await measure(run, times)}`)
  }
}
