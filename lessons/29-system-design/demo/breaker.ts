// A shop asks a service that hangs for a while, with and without a breaker. The clock is made up: nothing waits for real.
// Look for: how long customers waited in all, and how many calls the sick service got.
const TICKS = 60 // one request a second
const TIMEOUT_S = 2

/** Hangs from second 10 to second 39. */
const hangs = (second: number) => second >= 10 && second < 40

interface Shop {
  name: string
  call: (second: number) => { waited: number; asked: boolean; ok: boolean }
}

function ask(second: number): { waited: number; asked: boolean; ok: boolean } {
  return hangs(second) ? { waited: TIMEOUT_S, asked: true, ok: false } : { waited: 0.01, asked: true, ok: true }
}

function withBreaker(openSeconds: number): Shop {
  let failures = 0
  let openUntil = 0
  return {
    name: 'with a breaker',
    call(second) {
      if (second < openUntil) return { waited: 0, asked: false, ok: false }
      const result = ask(second)
      failures = result.ok ? 0 : failures + 1
      // A probe that fails opens it at once: the failures before it still stand.
      if (failures >= 3) openUntil = second + openSeconds
      return result
    },
  }
}

for (const shop of [{ name: 'without a breaker', call: ask }, withBreaker(8)] satisfies Shop[]) {
  let waited = 0
  let asked = 0
  let fresh = 0
  const states: string[] = []
  for (let second = 0; second < TICKS; second += 1) {
    const result = shop.call(second)
    waited += result.waited
    if (result.asked && hangs(second)) asked += 1
    if (result.ok) fresh += 1
    states.push(result.ok ? '.' : result.asked ? 'x' : '-')
  }
  console.log(shop.name)
  console.log(`   ${states.join('')}`)
  console.log(`   customers waited ${waited.toFixed(1)} s in all, the sick service got ${asked} calls`)
  console.log(`   ${fresh} of ${TICKS} answers were fresh, the others were errors or fallbacks`)
}
console.log('\n. answered   x timed out   - refused at once')
