import { check, expect } from 'backend-workbook/check'
import { fieldsOf, listOf, readCompose } from './compose.ts'
import { mountsOf, networksOf, waitsOf } from './services.ts'

const NAMES = ['api', 'worker', 'migrate', 'db', 'redis']

check('is a file that Compose can read', { read: 'compose', requirement: 'file', points: 8 }, () => {
  const { errors, unset } = readCompose()
  expect(errors, 'what Compose would refuse, with DB_PASSWORD set').toEqual([])
  expect(unset, 'variables that nobody has set').toEqual([])
})

check('declares the services and all that they name', { read: 'compose', requirement: 'file', points: 8 }, () => {
  const compose = readCompose()
  const { services } = compose
  const kinds = Object.fromEntries(
    NAMES.map((name) => [name, services[name]?.['image'] ?? (services[name]?.['build'] ? 'built' : 'nothing')]),
  )
  const expected = { api: 'built', worker: 'built', migrate: 'built', db: 'postgres:17.6', redis: 'redis:8.2' }
  const builds = ['api', 'worker', 'migrate'].filter((name) => services[name]?.['build'])
  expect({ ...kinds, ...Object.fromEntries(builds.map((name) => [name, 'built'])) }, 'the services').toEqual(expected)
  const missing = Object.entries(services).flatMap(([name, service]) =>
    [
      ...waitsOf(service).map((wait) => [`services.${wait.service}`, services[wait.service]]),
      ...mountsOf(service).flatMap(({ type, source }) =>
        type === 'volume' && source ? [[`volumes.${source}`, source in compose.volumes]] : [],
      ),
      ...networksOf(service).map((network) => [
        `networks.${network}`,
        network === 'default' || network in compose.networks,
      ]),
      ...listOf(service['secrets']).map((secret) => {
        const own = typeof secret === 'string' ? secret : String(fieldsOf(secret)['source'])
        return [`secrets.${own}`, own in compose.secrets]
      }),
    ].flatMap(([named, isThere]) => (isThere ? [] : [`${String(named)}, which ${name} names`])),
  )
  expect(missing, 'what is named and not declared').toEqual([])
})

check('keeps data in named volumes', { read: 'volumes', requirement: 'data', points: 10 }, () => {
  const { services } = readCompose()
  const places = { db: '/var/lib/postgresql/data', redis: '/data' }
  const found = Object.entries(places).map(([name, path]) => {
    const mount = mountsOf(services[name]).find(({ target }) => target.replace(/\/$/, '') === path)
    const isNamed = mount?.type === 'volume' && mount.source !== ''
    return `${name}: ${path} in ${isNamed ? 'a named volume' : (mount?.type ?? 'the container')}`
  })
  const expected = Object.entries(places).map(([name, path]) => `${name}: ${path} in a named volume`)
  expect(found, 'where data lie').toEqual(expected)
  const [db, redis] = ['db', 'redis'].map(
    (name) => mountsOf(services[name]).find(({ type }) => type === 'volume')?.source,
  )
  expect(db === redis ? 'the same' : 'two', 'the volumes of db and redis').toBe('two')
})
