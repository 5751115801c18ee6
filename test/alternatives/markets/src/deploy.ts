import { Instances } from './instances.ts'
import { Front } from './proxy.ts'

const instances = new Instances()
const proxy = new Front(instances)

let reloading = Promise.resolve()
process.on('SIGHUP', () => {
  reloading = reloading.then(() => instances.replaceAll()).catch((error) => console.error(error))
})
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => void stop())

let isStopping = false

async function stop(): Promise<void> {
  if (isStopping) return
  isStopping = true
  await proxy.stop()
  await instances.endAll()
  process.exit(0)
}

await Promise.all([instances.start(), instances.start()])
proxy.listen(Number(process.env['PORT'] || 3000))
