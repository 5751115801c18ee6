// A thousand callers find a server down in the same moment. It is up again at once, and takes 20 requests in 10 ms;
// whoever comes on top of that fails and tries again later. The clock is simulated, so this takes no time.
// Look for: the tallest bar, and how many requests it took until everybody was served.
const CALLERS = 1000
const PER_SLOT = 20
const SLOT_MS = 10
const BASE_MS = 100
const CAP_MS = 2000

const waits: Record<string, (failures: number) => number> = {
  'always 100 ms': () => BASE_MS,
  'exponential backoff': (failures) => Math.min(CAP_MS, BASE_MS * 2 ** (failures - 1)),
  'exponential backoff, full jitter': (failures) => Math.random() * Math.min(CAP_MS, BASE_MS * 2 ** (failures - 1)),
}

function recover(wait: (failures: number) => number): { requests: number; perSlot: number[] } {
  // Who comes in which slot: for each caller the number of failures so far. They have all failed once, at time 0.
  const slots: number[][] = []
  const comesBack = (slot: number, failures: number) => {
    const at = slot + Math.max(1, Math.ceil(wait(failures) / SLOT_MS))
    slots[at] = [...(slots[at] ?? []), failures]
  }
  for (let caller = 0; caller < CALLERS; caller += 1) comesBack(0, 1)
  for (let slot = 0; slot < slots.length; slot += 1) {
    for (const failures of slots[slot]?.slice(PER_SLOT) ?? []) comesBack(slot, failures + 1)
  }
  const perSlot = Array.from(slots, (arrivals) => arrivals?.length ?? 0)
  return { requests: perSlot.reduce((sum, count) => sum + count, 0), perSlot }
}

for (const [name, wait] of Object.entries(waits)) {
  const { requests, perSlot } = recover(wait)
  const seconds = ((perSlot.length * SLOT_MS) / 1000).toFixed(1)
  console.log(`\n${name}: ${requests} requests, everybody served after ${seconds} s`)
  for (let from = 0; from < 100; from += 10) {
    const most = Math.max(0, ...perSlot.slice(from, from + 10))
    console.log(
      `  ${String(from * SLOT_MS).padStart(4)} ms  up to ${String(most).padStart(4)} ${'#'.repeat(most / 20)}`,
    )
  }
}
console.log('\nEach bar: the busiest 10 ms of a tenth of a second. The first second is shown.')
