import { check, expect } from 'backend-workbook/check'
import { config, zoneOf } from './config.ts'
import { bytes, EVENTS, LOGIN, ORDERS, over, PATHS, passed, SOCKETS, seconds, UPLOADS } from './paths.ts'
import { really } from './real.ts'
import { effective, setting } from './route.ts'
import { fill } from './variables.ts'

const MB = 1024 * 1024

check('takes bodies of the right size', { read: 'nginx', requirement: 'limits', points: 6, ms: 8000 }, async () => {
  for (const path of PATHS) {
    const most = bytes(setting(passed(path, { method: 'POST' }).levels, 'client_max_body_size', '1m'))
    const wanted = path.startsWith('/api/uploads') ? 10 : 1
    const isRight = most >= wanted * MB && most < (wanted + 1) * MB
    const found = most === 0 ? 'any size' : `${most} bytes`
    expect(isRight ? `${wanted} MB` : found, `what POST ${path} may send`).toBe(`${wanted} MB`)
  }
  await really(async ({ ask }) => {
    const post = async (path: string, size: number) =>
      (await ask(443, path, { method: 'POST', body: Buffer.alloc(size) })).status
    const statuses = await Promise.all([post(ORDERS, MB), post(ORDERS, 2 * MB), post(UPLOADS, 10 * MB)])
    const message = `POST of 1 MB and 2 MB to ${ORDERS}, of 10 MB to ${UPLOADS}`
    expect(statuses, message).toEqual([200, 413, 200])
  })
})

check('slows down guessing', { read: 'nginx', requirement: 'limits', points: 8, ms: 8000 }, async () => {
  for (const path of [LOGIN, '/api/login/second-factor']) {
    const { levels } = passed(path, { method: 'POST' })
    const limits = effective(levels, 'limit_req')
    expect(limits.length > 0 ? 'a limit' : 'no limit', `POST ${path}`).toBe('a limit')
    const found = limits.map(({ args }) => ({
      rate: rateOf(zoneOf(args)),
      burst: Number(args.find((arg) => arg.startsWith('burst='))?.slice(6) ?? 0),
      'held back': isHeldBack(args),
    }))
    const strictest = found.toSorted((a, b) => a.rate - b.rate)[0]
    expect(strictest, `the limit of POST ${path}, a second`).toEqual({ rate: 1, burst: 5, 'held back': false })
    const dry = setting(levels, 'limit_req_dry_run', 'off')
    expect(dry, `limit_req_dry_run for POST ${path}, which counts and refuses nothing`).toBe('off')
    expect(setting(levels, 'limit_req_status', '503'), `the status of POST ${path} beyond it`).toBe('429')
    const zone = zoneOf(limits[0]?.args ?? [])
    const keyOf = (ip: string, headers: Record<string, string> = {}, query = '') => {
      const { passage } = over(`${path}${query}`, {
        method: 'POST',
        ip,
        headers: { host: 'market.example', ...headers },
      })
      return fill(zoneNamed(zone)?.args[0] ?? '', passage)
    }
    const one = keyOf('203.0.113.7')
    expect(one === keyOf('203.0.113.8') ? 'one' : 'two', 'counters for two clients').toBe('two')
    const forged = {
      'x-forwarded-for': '10.0.0.1',
      'x-real-ip': '10.0.0.1',
      cookie: 'id=2',
      'user-agent': 'curl',
      authorization: 'x',
    }
    expect(one === keyOf('203.0.113.7', forged) ? 'one' : 'two', 'counters for one client with other headers').toBe(
      'one',
    )
    expect(one === keyOf('203.0.113.7', {}, '?x=1') ? 'one' : 'two', 'counters for one client with another query').toBe(
      'one',
    )
    expect(one === '' ? 'empty, so nobody is counted' : 'set', 'the key of the limit').toBe('set')
  }
  await really(async ({ ask }) => {
    const asked = Array.from({ length: 20 }, () => ask(443, LOGIN, { method: 'POST' }))
    const statuses = (await Promise.all(asked)).map(({ status }) => status)
    const answered = statuses.filter((status) => status === 200).length
    expect([...new Set(statuses)].sort(), 'the statuses of 20 logins at once').toEqual([200, 429])
    expect(answered >= 6 ? 'six or more' : answered, 'those that were answered').toBe('six or more')
  })
})

check('limits nothing but logins', { read: 'nginx', requirement: 'limits', points: 2, ms: 8000 }, async () => {
  for (const path of [ORDERS, EVENTS, UPLOADS, SOCKETS]) {
    const { levels } = passed(path)
    const limits = ['limit_req', 'limit_conn']
      .flatMap((name) => effective(levels, name))
      .map(({ name, args }) => `${name} ${args.join(' ')}`)
    expect(limits, `what limits ${path}`).toEqual([])
  }
  await really(async ({ ask }) => {
    const asked = Array.from({ length: 20 }, () => ask(443, ORDERS))
    const statuses = (await Promise.all(asked)).map(({ status }) => status)
    expect([...new Set(statuses)], 'the statuses of 20 requests for orders at once').toEqual([200])
  })
})

check('gives up in time', { read: 'nginx', requirement: 'production', points: 6, ms: 8000 }, () => {
  const levels = passed(ORDERS).levels
  const limits = [
    ['client_header_timeout', '60s', 20],
    ['client_body_timeout', '60s', 20],
    ['proxy_connect_timeout', '60s', 5],
    ['proxy_read_timeout', '60s', 30],
  ] as const
  for (const [name, otherwise, most] of limits) {
    for (const path of name === 'proxy_read_timeout' ? ['/', ORDERS, LOGIN] : PATHS) {
      const value = setting(
        name === 'client_header_timeout' ? levels.slice(0, 2) : passed(path).levels,
        name,
        otherwise,
      )
      const isRight = seconds(value) > 0 && seconds(value) <= most
      expect(isRight ? `at most ${most}s` : value, `${name} for ${path}`).toBe(`at most ${most}s`)
    }
  }
})

check('hides its version', { read: 'nginx', requirement: 'production', points: 2, ms: 8000 }, async () => {
  for (const path of PATHS)
    expect(setting(over(path).levels, 'server_tokens', 'on'), `server_tokens for ${path}`).toMatch(/^(?:off|""|)$/)
  const { http } = config()
  const plain = effective([http], 'server_tokens').at(-1)?.args[0]
  const servers = http.filter(({ name }) => name === 'server')
  const loud = servers.filter(
    ({ block = [] }) => (effective([block], 'server_tokens').at(-1)?.args[0] ?? plain) !== 'off',
  )
  expect(
    loud.map(({ line }) => `the server in line ${line}`),
    'servers that tell the version',
  ).toEqual([])
  await really(async ({ ask }) => {
    const answers = await Promise.all([ask(80, '/'), ask(443, '/')])
    expect(
      answers.filter(({ headers, text }) => /nginx\/\d/.test(`${headers.server} ${text}`)).length,
      'answers with the version',
    ).toBe(0)
  })
})

const zoneNamed = (name: string | undefined) =>
  config().http.find((each) => each.name === 'limit_req_zone' && zoneOf(each.args)?.split(':')[0] === name)

/** A second. */
function rateOf(zone: string | undefined): number {
  const rate = zoneNamed(zone)?.args.find((arg) => arg.startsWith('rate='))
  const [, amount, unit] = /^rate=(\d+)r\/([sm])$/.exec(rate ?? '') ?? []
  return Number(amount) / (unit === 'm' ? 60 : 1)
}

/** Without nodelay, or a delay that is as large as the burst. */
function isHeldBack(args: string[]): boolean {
  if (args.includes('nodelay')) return false
  const [burst = 0, delay = 0] = ['burst=', 'delay='].map((name) =>
    Number(args.find((arg) => arg.startsWith(name))?.slice(name.length) ?? 0),
  )
  return delay < burst
}
