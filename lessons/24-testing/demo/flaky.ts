// A test that sleeps and hopes that work of about 5 ms is done by then, 200 times, on a quiet machine and on a busy one.
// Look for: that a longer sleep is red less often and not never, what becomes of many such tests, and what waiting does.
import { setTimeout as sleep } from 'node:timers/promises'

/** The same numbers each time. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

/** With delays that are made up: this machine's own would differ from run to run. */
function redRuns(runs: number, sleepMs: number, isBusy: boolean): number {
  const random = randomFrom(24)
  let red = 0
  for (let run = 0; run < runs; run += 1) {
    const delay = random() < (isBusy ? 0.2 : 0.01) ? random() * 40 : 0
    const workMs = 4 + random() * 2 + delay
    if (workMs > sleepMs) red += 1
  }
  return red
}

console.log('red runs of 200, by how long the test sleeps (delays are made up)')
console.log('  sleep    quiet machine   busy machine')
for (const ms of [8, 16, 32]) {
  const counts = [redRuns(200, ms, false), redRuns(200, ms, true)].map((count) => `${count}`.padStart(9))
  console.log(`  ${`${ms} ms`.padEnd(6)}${counts.join('     ')}`)
}
const once = 0.01
console.log(`\na test that is red once in 100 runs; a pipeline with so many of them is red:`)
for (const tests of [1, 10, 50, 200]) {
  console.log(`  ${`${tests}`.padStart(3)} tests: ${Math.round((1 - (1 - once) ** tests) * 100)} % of the time`)
}

let red = 0
for (let run = 0; run < 200; run += 1) {
  let isDone = false
  const work = sleep(1).then(() => {
    isDone = true
  })
  await work
  if (!isDone) red += 1
}
console.log(`\na test that waits for the work, really run 200 times: ${red} red`)
