// What to look for: the same second of a program, measured twice. Idle, the loop is late by next to nothing. With a
// block of 200 ms in it, p50 hardly moves and max tells. Utilisation is the part of the time that the loop was busy.
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'

await measure('idle', () => {})
await measure('one loop of 200 ms', () => spin(200))
await measure('forty loops of 5 ms, a turn between them', async () => {
  for (let slice = 0; slice < 40; slice += 1) {
    spin(5)
    await new Promise((resolve) => setImmediate(resolve))
  }
})

async function measure(title: string, work: () => void | Promise<void>): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  const before = performance.eventLoopUtilization()
  delay.enable()
  await sleep(300)
  await work()
  await sleep(300)
  delay.disable()
  const { utilization } = performance.eventLoopUtilization(before)
  // The histogram holds the time between two looks in nanoseconds, the 10 ms of the interval included.
  const late = (nanoseconds: number) => `${Math.max(0, nanoseconds / 1e6 - 10).toFixed(1)} ms`.padStart(9)
  console.log(title)
  console.log(`  late: p50 ${late(delay.percentile(50))}   p99 ${late(delay.percentile(99))}   max ${late(delay.max)}`)
  console.log(`  utilisation: ${utilization.toFixed(2)}\n`)
}

function spin(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}
