import { Fleet } from './deploy/fleet.ts'
import { ReverseProxy } from './deploy/proxy.ts'

const SIZE = 2

const fleet = new Fleet(SIZE)
const proxy = new ReverseProxy(fleet)

/** One thing after the other: a reload that is asked for during a reload comes behind it. */
let work = fleet.start().then(() => proxy.listen(Number(process.env['PORT'] ?? 3000)))
let isEnding = false

process.on('SIGHUP', () => {
  work = work.then(() => (isEnding ? undefined : fleet.reload()))
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (isEnding) return
    isEnding = true
    void end()
  })
}

/** The proxy first: what it has begun needs the instances. */
async function end(): Promise<void> {
  await proxy.close()
  await fleet.stop()
  process.exit(0)
}
