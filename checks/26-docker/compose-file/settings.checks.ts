import { check, expect, projectFiles } from 'backend-workbook/check'
import { type Compose, environmentOf, fieldsOf, PASSWORD, readCompose } from './compose.ts'

check('gives each service its settings', { read: 'merge', requirement: 'settings', points: 10 }, () => {
  const { services } = readCompose()
  const settings = (name: string) => environmentOf(services[name])
  const { POSTGRES_USER: user = 'postgres', POSTGRES_DB: database = user } = settings('db')
  expect({ user, database }, 'the user and the database that db creates').toEqual({
    user: 'market',
    database: 'market',
  })
  for (const name of ['api', 'worker', 'migrate']) {
    expect(settings(name)['NODE_ENV'], `NODE_ENV of ${name}`).toBe('production')
    expect(partsOf(settings(name)['DATABASE_URL']), `DATABASE_URL of ${name}`).toEqual({
      ...{ protocol: 'postgres', user: 'market', host: 'db', port: '5432', database: 'market' },
    })
  }
  for (const name of ['api', 'worker']) {
    const { protocol, host, port } = partsOf(settings(name)['REDIS_URL'])
    expect({ protocol, host, port: port || '6379' }, `REDIS_URL of ${name}`).toEqual({
      protocol: 'redis',
      host: 'redis',
      port: '6379',
    })
  }
  expect(settings('worker')['CONCURRENCY'], 'CONCURRENCY of worker').toBe('4')
})

function partsOf(text: string | undefined): Record<string, string> {
  if (text === undefined || !URL.canParse(text)) return { url: text ?? 'not set' }
  const { protocol, username, hostname, port, pathname } = new URL(text)
  const isPostgres = /^postgres(?:ql)?:$/.test(protocol)
  return {
    protocol: isPostgres ? 'postgres' : protocol.replace(':', ''),
    user: username,
    host: hostname,
    port: port || (isPostgres ? '5432' : ''),
    database: pathname.slice(1),
  }
}

check('takes the password from DB_PASSWORD', { read: 'compose', requirement: 'settings', points: 8 }, () => {
  const text = projectFiles().find(({ path }) => path === 'compose.yaml')?.text ?? ''
  for (const password of [PASSWORD, 'another-password']) {
    const compose = readCompose({ DB_PASSWORD: password })
    const used = Object.fromEntries(['api', 'worker', 'migrate'].map((name) => [name, passwordIn(compose, name)]))
    const expected = { db: password, api: password, worker: password, migrate: password }
    expect({ db: passwordOfDb(compose), ...used }, `the passwords, with DB_PASSWORD=${password}`).toEqual(expected)
  }
  expect(text.includes('password-of-the-market'), 'whether the old password still stands in the file').toBe(false)
})

function passwordIn({ services }: Compose, name: string): string {
  const url = environmentOf(services[name])['DATABASE_URL'] ?? ''
  return URL.canParse(url) ? decodeURIComponent(new URL(url).password) : ''
}

/** In its environment, or in a secret that comes from the variable. */
function passwordOfDb({ services, secrets }: Compose): string {
  const env = environmentOf(services['db'])
  const secret = /^\/run\/secrets\/(.+)$/.exec(env['POSTGRES_PASSWORD_FILE'] ?? '')?.[1]
  if (secret === undefined) return env['POSTGRES_PASSWORD'] ?? ''
  const { environment } = fieldsOf(secrets[secret])
  const from = environment === 'DB_PASSWORD' ? environmentOf(services['api'])['DATABASE_URL'] : undefined
  return from && URL.canParse(from) ? new URL(from).password : ''
}

check('starts nothing without a password', { read: 'compose', requirement: 'settings', points: 4 }, () => {
  const refuses = (env: Record<string, string>) => readCompose(env).errors.length > 0
  const refused = { without: refuses({}), empty: refuses({ DB_PASSWORD: '' }) }
  expect(refused, 'whether Compose refuses to start without DB_PASSWORD, and with an empty one').toEqual({
    without: true,
    empty: true,
  })
})
