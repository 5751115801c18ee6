// Three servers on this machine, and a release that one of them cannot start. Look for: when the customers get an error
// if all hosts are changed at once, and what they see when one is changed after the other, behind a gate.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

interface Machine {
  name: string
  release: string
  url: string
  install: (release: string) => void
  close: () => void
}

async function startMachine(name: string): Promise<Machine> {
  const server = createServer((_request, response) => {
    const isWell = !(name === 'east' && machine.release === '1.4')
    response.writeHead(isWell ? 200 : 503).end(machine.release)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const machine: Machine = {
    name,
    release: '1.3',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    install: (release) => {
      machine.release = release
    },
    close: () => void server.close(),
  }
  return machine
}

const machines = await Promise.all(['north', 'east', 'south'].map(startMachine))

async function isHealthy({ url }: Machine, release: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(1000), headers: { connection: 'close' } })
  return answer.ok && (await answer.text()) === release
}

/** What customers get: one request to each machine, as a load balancer without health checks would send them. */
async function customers(): Promise<string> {
  const answers = await Promise.all(machines.map(({ url }) => fetch(url, { headers: { connection: 'close' } })))
  return answers.map(({ status }) => status).join(' ')
}

console.log('All at once:')
for (const machine of machines) machine.install('1.4')
console.log(`  customers get ${await customers()}, and nobody is told`)
for (const machine of machines) machine.install('1.3')

console.log('\nOne after the other, with a gate of three questions:')
const changed: Machine[] = []
for (const machine of machines) {
  changed.push(machine)
  machine.install('1.4')
  let isWell = false
  for (let tries = 0; tries < 3 && !isWell; tries += 1) {
    if (tries > 0) await sleep(50)
    isWell = await isHealthy(machine, '1.4')
  }
  console.log(`  ${machine.name.padEnd(5)} 1.4: ${isWell ? 'healthy' : 'not healthy after three questions'}`)
  if (isWell) continue
  for (const each of changed.toReversed()) {
    each.install('1.3')
    console.log(`  ${each.name.padEnd(5)} 1.3: ${(await isHealthy(each, '1.3')) ? 'healthy again' : 'still ill'}`)
  }
  break
}
console.log(`  customers get ${await customers()}`)
for (const machine of machines) machine.close()
