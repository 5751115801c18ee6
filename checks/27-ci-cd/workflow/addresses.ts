import type { JobEntry } from './actions/jobs.ts'
import type { Container } from './actions/services.ts'

export function isOf(image: string, name: string): boolean {
  return new RegExp(`(?:^|/)${name}(?:[:@]|$)`).test(image)
}

/** What keeps the tests from their servers. */
export function troubleWithAddresses({ calls, containers, settings }: JobEntry): string[] {
  const isInContainer = settings['container'] !== undefined && settings['container'] !== null
  return calls
    .filter(({ name }) => name === 'test')
    .flatMap(({ env }) => [
      troubleWith(
        'DATABASE_URL',
        env.DATABASE_URL,
        containersAt(containers, 'postgres', '5432', isInContainer),
        isOpenFor,
      ),
      troubleWith('REDIS_URL', env.REDIS_URL, containersAt(containers, 'redis', '6379', isInContainer), () => ''),
    ])
    .filter((trouble) => trouble !== '')
}

interface Reachable {
  container: Container
  hosts: string[]
  port: string | undefined
  inside: string
}

function containersAt(containers: Container[], image: string, inside: string, isInContainer: boolean): Reachable[] {
  return containers
    .filter((container) => isOf(container.image, image))
    .map((container) => ({
      container,
      inside,
      hosts: isInContainer ? [container.name] : ['localhost', '127.0.0.1'],
      port: isInContainer ? inside : container.ports[inside],
    }))
}

type Look = (url: URL, container: Container) => string

const PROTOCOLS: Record<string, string[]> = { DATABASE_URL: ['postgres:', 'postgresql:'], REDIS_URL: ['redis:'] }

function troubleWith(name: string, text: string, places: Reachable[], look: Look): string {
  if (text === '') return `npm test has no ${name}`
  if (!URL.canParse(text)) return `${name} is ${text}, which is no URL`
  const url = new URL(text)
  if (!PROTOCOLS[name]?.includes(url.protocol)) return `${name} is ${text}, of another protocol`
  const said = places.map(({ container, hosts, port, inside }) => {
    if (!hosts.includes(url.hostname)) return `${name} is ${text}: its host is not ${hosts.join(' or ')}`
    if (port === undefined) return `${name} is ${text}: no port of the machine leads to ${inside} of ${container.name}`
    if ((url.port || inside) !== port) return `${name} is ${text}: ${container.name} has port ${port}`
    return look(url, container)
  })
  if (said.includes('')) return ''
  return said[0] ?? `${name} is ${text}: there is no such container`
}

/** https://hub.docker.com/_/postgres: what the image makes of its environment. */
function isOpenFor(url: URL, { env }: Container): string {
  const user = env['POSTGRES_USER'] || 'postgres'
  const database = env['POSTGRES_DB'] || user
  const password = env['POSTGRES_PASSWORD'] ?? ''
  if (password === '') return 'the container does not start without POSTGRES_PASSWORD'
  const given = [url.username, url.password, url.pathname.slice(1)].map(decodeURIComponent)
  const names = ['user', 'password', 'database']
  const wrong = [user, password, database].flatMap((wanted, at) => (given[at] === wanted ? [] : [names[at]]))
  return wrong.length === 0 ? '' : `${url.href} has another ${wrong.join(' and ')} than the container`
}
