// Runs programs of the mini event loop for real. Reads them from stdin as JSON and prints what each printed, as JSON.
// A run during which the machine stalled proves nothing about order: it is thrown away and done again. A program that
// never had a calm run gives null.
import { readFileSync, stat } from 'node:fs'

/** How late, in milliseconds, a callback may be before its run counts as disturbed. */
const CALM_MS = 8
const PATIENCE_MS = 1200

const programs = JSON.parse(readFileSync(0, 'utf8'))
const outputs = programs.map(() => null)
const spins = (index) => programs[index].some((step) => step.kind === 'spin')
let waiting = programs.map((_, index) => index)

while (waiting.length > 0 && performance.now() < PATIENCE_MS) {
  // All at once, except those that would hold the others up.
  await Promise.all(waiting.filter((index) => !spins(index)).map(attempt))
  for (const index of waiting.filter(spins)) await attempt(index)
  waiting = waiting.filter((index) => outputs[index] === null)
}
process.stdout.write(JSON.stringify(outputs))

async function attempt(index) {
  outputs[index] = await runOnce(programs[index])
}

/** What the program printed; null when the run was disturbed. */
function runOnce(program) {
  return new Promise((resolve) => {
    const printed = []
    let start = 0
    let spun = 0
    let pending = 0
    let disturbed = false

    /** `at`: when this callback runs if nothing is late, in milliseconds since the program began. */
    function perform(steps, at) {
      for (const step of steps) {
        if (step.kind === 'print') printed.push(step.text)
        else if (step.kind === 'spin') spin(step.ms)
        else if (step.kind === 'nextTick') process.nextTick(perform, step.run, at)
        else if (step.kind === 'microtask') queueMicrotask(() => perform(step.run, at))
        else if (step.kind === 'immediate') setImmediate(call, step.run, at)
        else setTimeout(call, step.ms, step.run, at + step.ms)
        if (step.kind === 'immediate' || step.kind === 'timer') pending += 1
      }
    }

    function spin(ms) {
      spun += ms
      for (const end = performance.now() + ms; performance.now() < end; );
    }

    function call(steps, due) {
      const at = Math.max(due, spun)
      if (performance.now() - start - at > CALM_MS) disturbed = true
      pending -= 1
      perform(steps, at)
      finishWhenIdle()
    }

    /** Ticks and microtasks may set more, so this looks when they have run. */
    function finishWhenIdle() {
      setImmediate(() => {
        if (pending === 0) resolve(disturbed ? null : printed)
      })
    }

    stat('.', () => {
      start = performance.now()
      perform(program, 0)
      finishWhenIdle()
    })
  })
}
