// A timer asks for 10 ms. Meanwhile something keeps itself going for 200 ms: once as a chain of microtasks, once as
// a chain of immediates. Look for: when the timer comes, and how many links each chain had by then.
const CHAIN_MS = 200

async function timerBeside(name: string, again: (link: () => void) => void): Promise<void> {
  const start = performance.now()
  const elapsed = () => Math.round(performance.now() - start)
  let links = 0
  const timer = new Promise<string>((resolve) => {
    setTimeout(() => resolve(`timer after ${String(elapsed()).padStart(3)} ms, with ${links} links run before it`), 10)
  })
  const chain = new Promise<void>((resolve) => {
    again(function link() {
      links += 1
      if (elapsed() < CHAIN_MS) again(link)
      else resolve()
    })
  })
  console.log(`${name.padEnd(11)} ${await timer}`)
  await chain
}

await timerBeside('microtasks', queueMicrotask)
await timerBeside('nextTick', (link) => process.nextTick(link))
await timerBeside('immediates', setImmediate)
console.log('\nThe first two never let the loop turn: no request is read, no timer fires.')
