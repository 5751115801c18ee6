import { check, expect } from 'backend-workbook/check'
import { environmentOf, readCompose } from './compose.ts'
import { healthOf, networksOf, portsOf, type Wait, waitsOf } from './services.ts'

check('asks db and redis whether they are ready', { read: 'compose', requirement: 'order', points: 8 }, () => {
  const { services } = readCompose()
  // A shell in the container puts these in.
  const env = environmentOf(services['db'])
  const db = healthOf(services['db']).replace(/\$\{?(\w+)\}?/g, (_, name: string) => env[name] ?? '')
  expect(db, 'the health check of db').toMatch(/\bpg_isready\b/)
  expect(db, 'the user that it asks for').toMatch(/(?:-U\s*|--username[= ]|user=)["']?market\b/)
  expect(healthOf(services['redis']), 'the health check of redis').toMatch(/\bredis-cli\b.*\bping\b/i)
})

check('starts migrate when db is healthy', { read: 'compose', requirement: 'order', points: 6 }, () => {
  expect(knownBefore('migrate'), 'what holds when migrate starts').toContain('db is healthy')
})

check('starts api and worker when all is ready', { read: 'compose', requirement: 'order', points: 10 }, () => {
  for (const name of ['api', 'worker']) {
    const needed = ['db is healthy', 'migrate has ended well', 'redis is healthy']
    const known = knownBefore(name).filter((each) => needed.includes(each))
    expect(known.sort(), `what holds when ${name} starts`).toEqual(needed)
  }
})

const HOLDS: Record<string, string> = {
  service_healthy: 'is healthy',
  service_completed_successfully: 'has ended well',
  service_started: 'has been started',
}

/** What a service has waited for, and what that has waited for. */
function knownBefore(name: string): string[] {
  const { services } = readCompose()
  const seen = new Set<string>()
  const known = new Set<string>()
  const follow = (of: string) => {
    if (seen.has(of)) return
    seen.add(of)
    for (const wait of waitsOf(services[of])) {
      known.add(`${wait.service} ${saysOf(wait, healthOf(services[wait.service]))}`)
      if (wait.condition !== 'nothing') follow(wait.service)
    }
  }
  follow(name)
  return [...known]
}

function saysOf({ condition }: Wait, health: string): string {
  if (condition === 'service_healthy' && health === '') return 'has no health check'
  return HOLDS[condition] ?? 'may be anything'
}

check('publishes the port of api and no other', { read: 'networks', requirement: 'network', points: 6 }, () => {
  const { services } = readCompose()
  const published = Object.entries(services).flatMap(([name, service]) =>
    portsOf(service).map((port) => `${name} ${port}`),
  )
  expect(published, 'published ports').toEqual(['api 3000:3000'])
})

check(
  'puts those into one network who talk to each other',
  { read: 'networks', requirement: 'network', points: 6 },
  () => {
    const { services } = readCompose()
    const pairs = [
      ['api', 'db'],
      ['api', 'redis'],
      ['worker', 'db'],
      ['worker', 'redis'],
      ['migrate', 'db'],
    ] as const
    const apart = pairs.filter(([a, b]) => {
      const others = networksOf(services[b])
      return !networksOf(services[a]).some((network) => others.includes(network))
    })
    expect(
      apart.map((pair) => pair.join(' and ')),
      'services without a network in common',
    ).toEqual([])
  },
)
