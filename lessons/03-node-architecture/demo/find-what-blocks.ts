// What to look for: three requests' worth of work, and one of them blocks. Delay and utilisation say that something
// does; a CPU profile, taken in the same process, names the function.
import { Session } from 'node:inspector/promises'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'

const inspector = new Session()
inspector.connect()
await inspector.post('Profiler.enable')
await inspector.post('Profiler.setSamplingInterval', { interval: 1000 })
await inspector.post('Profiler.start')
const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
const before = performance.eventLoopUtilization()

for (let round = 0; round < 3; round += 1) {
  await sleep(30)
  checkPassword('correct horse')
  await sleep(30)
  renderList(20)
}

const { utilization } = performance.eventLoopUtilization(before)
delay.disable()
const { profile } = await inspector.post('Profiler.stop')
inspector.disconnect()

console.log(
  `longest delay ${(delay.max / 1e6).toFixed(0)} ms, utilisation ${utilization.toFixed(2)}: something blocks. What?\n`,
)
const names = new Map(profile.nodes.map((node) => [node.id, node.callFrame.functionName || '(anonymous)']))
const busy = (profile.samples ?? []).map((id) => names.get(id) ?? '').filter((name) => !/idle|program/.test(name))
const counts = new Map<string, number>()
for (const name of busy) counts.set(name, (counts.get(name) ?? 0) + 1)
for (const [name, count] of [...counts].sort((a, b) => b[1] - a[1]).slice(0, 4)) {
  const share = count / busy.length
  console.log(`  ${name.padEnd(20)} ${'█'.repeat(Math.round(share * 40))} ${Math.round(share * 100)} %`)
}

/** Stands for the function that somebody wrote one evening: harmless with short input. */
function checkPassword(password: string): number {
  let hash = 0
  for (let turn = 0; turn < 6_000_000; turn += 1) hash = (hash * 31 + password.charCodeAt(turn % password.length)) | 0
  return hash
}

function renderList(rows: number): string {
  return Array.from({ length: rows }, (_, row) => `<li>${row}</li>`).join('')
}
