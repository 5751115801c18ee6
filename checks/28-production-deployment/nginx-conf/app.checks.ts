import { check, expect } from 'backend-workbook/check'
import { ENCODED, forEach, ORDERS, over, PATHS, passed } from './paths.ts'
import { really, seenIn } from './real.ts'
import { setting } from './route.ts'

const APPS = ['127.0.0.1:3001', '127.0.0.1:3002']
const CLIENT = '203.0.113.7'
/** What spreads requests in another way than by turns. */
const BALANCERS = /^(?:ip_hash|hash|least_conn|least_time|random|sticky)$/

check('asks both processes', { read: 'nginx', requirement: 'apps', points: 6, ms: 8000 }, async () => {
  for (const path of PATHS) {
    const { servers } = passed(path)
    const asked = servers
      .filter(({ args }) => !args.includes('backup') && !args.includes('down'))
      .map(({ args: [address = ''] }) => address.replace('localhost', '127.0.0.1'))
    expect(asked.sort(), `the processes that get ${path}`).toEqual(APPS)
  }
  await really(async ({ ask }) => {
    if (linesOfGroup(ORDERS).some((name) => BALANCERS.test(name))) return
    const answers = []
    for (let i = 0; i < 6; i++) answers.push(seenIn(await ask(443, ORDERS)).app)
    expect([...new Set(answers)].sort(), 'the processes that answered six requests').toEqual([0, 1])
  })
})

check('leaves path and query alone', { read: 'nginx', requirement: 'apps', points: 4, ms: 8000 }, async () => {
  const paths = [
    ...PATHS,
    ...ENCODED,
    '/api/uploads?name=a%20b',
    '/api/login/second-factor?to=%2Forders',
    '/socket.io/?EIO=4',
  ]
  const wrong = forEach(paths, (path) => {
    const seen = passed(path).path
    return seen === path ? undefined : `the app gets ${seen}`
  })
  expect(wrong, 'paths that the app gets differently').toEqual([])
  await really(async ({ ask }) => {
    for (const path of [ORDERS, ...ENCODED, '/api/uploads?name=a%20b'])
      expect(seenIn(await ask(443, path)).url, `what the app gets for ${path}`).toBe(path)
  })
})

check('keeps connections to the app open', { read: 'nginx', requirement: 'apps', points: 6, ms: 8000 }, async () => {
  const wrong = forEach(PATHS, (path) => {
    const { upstream, levels, headers } = passed(path)
    const kept = Number(upstream?.block?.find(({ name }) => name === 'keepalive')?.args[0] ?? 0)
    if (!(kept > 0)) return 'its group has no keepalive'
    if (setting(levels, 'proxy_http_version', '1.0') !== '1.1') return 'it is asked by HTTP/1.0'
    const { connection } = headers
    return connection === undefined || /^keep-alive$/i.test(connection) ? undefined : `with Connection: ${connection}`
  })
  expect(wrong, 'paths, and why no connection is used again').toEqual([])
  await really(async ({ ask }) => {
    const answers = []
    for (let i = 0; i < 8; i++) answers.push(seenIn(await ask(443, ORDERS)))
    const connections = new Set(answers.map(({ app, connection }) => `${app}/${connection}`)).size
    expect(connections < 8 ? 'fewer' : 8, 'connections to the app for eight requests').toBe('fewer')
  })
})

check(
  'asks the other process, but sends nothing twice',
  { read: 'nginx', requirement: 'apps', points: 4, ms: 8000 },
  async () => {
    const wrong = forEach(PATHS, (path) => {
      const cases = setting(passed(path).levels, 'proxy_next_upstream', 'error timeout').split(' ')
      if (cases.includes('non_idempotent')) return 'a POST that was sent goes to the other one, too'
      const tries = setting(passed(path).levels, 'proxy_next_upstream_tries', '0')
      return cases.includes('error') && tries !== '1' ? undefined : 'a process that refuses is the end of it'
    })
    expect(wrong, 'paths, and what comes after a process that fails').toEqual([])
  },
)

check('says host and scheme', { read: 'nginx', requirement: 'headers', points: 6, ms: 8000 }, async () => {
  const client = { host: 'market.example', 'x-forwarded-proto': 'http' }
  for (const path of PATHS) {
    const { host, 'x-forwarded-proto': proto } = passed(path, { headers: client }).headers
    expect({ host, proto }, `Host and X-Forwarded-Proto that the app gets for ${path}`).toEqual({
      ...{ host: 'market.example', proto: 'https' },
    })
  }
  await really(async ({ ask }) => {
    const { headers } = seenIn(await ask(443, ORDERS))
    expect(headers['host'], 'Host that the app gets').toBe('market.example')
    expect(headers['x-forwarded-proto'], 'X-Forwarded-Proto that the app gets').toBe('https')
  })
})

check('tells the app who asks', { read: 'nginx', requirement: 'headers', points: 6, ms: 8000 }, async () => {
  for (const forged of [undefined, '198.51.100.1', '198.51.100.1, 10.0.0.1']) {
    const headers = { host: 'market.example', 'x-real-ip': '10.0.0.1', ...(forged && { 'x-forwarded-for': forged }) }
    for (const path of PATHS) {
      const last = lastOf(passed(path, { headers }).headers['x-forwarded-for'])
      const message = `the last entry of X-Forwarded-For for ${path}, from a client at ${CLIENT} that sends ${forged ?? 'none'}`
      expect(last, message).toBe(CLIENT)
    }
  }
  await really(async ({ ask }) => {
    const headers = { 'x-forwarded-for': '198.51.100.1' }
    const seen = seenIn(await ask(443, ORDERS, { headers })).headers['x-forwarded-for']
    expect(lastOf(seen), 'the last entry of X-Forwarded-For, from 127.0.0.1').toBe('127.0.0.1')
  })
})

const lastOf = (header = '') => header.split(',').at(-1)?.trim() ?? ''

function linesOfGroup(path: string): string[] {
  return (over(path).upstream?.block ?? []).map(({ name }) => name)
}
