import { check, expect } from 'backend-workbook/check'
import { ENCODED, forEach, LOGIN, ORDERS, over, PATHS, UPLOADS } from './paths.ts'
import { portOf } from './phases.ts'
import { really } from './real.ts'
import { effective, route, setting } from './route.ts'

const HALF_A_YEAR = 15_552_000
const REDIRECTS = [301, 308]
const LIVE = '/etc/letsencrypt/live/market.example'

check('sends port 80 to https', { read: 'nginx', requirement: 'tls', points: 8, ms: 8000 }, async () => {
  const paths = [...PATHS, ...ENCODED, '/.well-known/other', '/api/orders/17?a=b&c=d%20e']
  const answers = forEach(paths, (path) => {
    const { status, to, text } = route({ port: 80, path })
    const isRight = REDIRECTS.includes(status ?? 0) && to === `https://market.example${path}`
    return isRight ? undefined : text
  })
  expect(answers, 'answers on port 80 that are no 301 or 308 to the same path and query at https').toEqual([])
  const post = route({ port: 80, path: LOGIN, method: 'POST' })
  expect(post.to, 'where POST /api/login on port 80 is sent').toBe(`https://market.example${LOGIN}`)
  await really(async ({ ask }) => {
    const { status, headers } = await ask(80, ORDERS)
    expect(REDIRECTS.includes(status) ? 'permanent' : status, `the redirect of ${ORDERS}`).toBe('permanent')
    expect(headers.location, `where nginx sends ${ORDERS}`).toBe(`https://market.example${ORDERS}`)
  })
})

check('talks TLS 1.2 and 1.3 on port 443', { read: 'nginx', requirement: 'tls', points: 8, ms: 8000 }, async () => {
  const { levels, text } = over('/')
  const server = levels[1] ?? []
  const listen = server.filter(({ name, args }) => name === 'listen' && portOf(args[0]) === 443)
  expect(server.length > 0 ? 'a server' : text, 'port 443 for market.example').toBe('a server')
  const plain = listen.filter(({ args }) => !args.includes('ssl')).map(({ args }) => `listen ${args.join(' ')}`)
  expect(plain, 'what listens on port 443 without ssl').toEqual([])
  const certificate = ['ssl_certificate', 'ssl_certificate_key'].map((name) =>
    setting(levels.slice(0, 2), name, 'none'),
  )
  expect(certificate, 'certificate and key').toEqual([`${LIVE}/fullchain.pem`, `${LIVE}/privkey.pem`])
  // The protocols of the default server of a port hold for all of its servers.
  for (const host of ['market.example', 'other.example']) {
    const outcome = over('/', { headers: { host } })
    const versions = setting(outcome.levels.slice(0, 2), 'ssl_protocols', 'none said').split(' ').sort()
    const isRefused = setting(outcome.levels.slice(0, 2), 'ssl_reject_handshake', 'off') === 'on'
    if (!isRefused) expect(versions, `ssl_protocols of the server for ${host}`).toEqual(['TLSv1.2', 'TLSv1.3'])
  }
  await really(async ({ ask }) => {
    expect((await ask(443, '/')).status, 'GET / over TLS').toBe(200)
  })
})

check('keeps browsers on https', { read: 'nginx', requirement: 'tls', points: 6, ms: 8000 }, async () => {
  const wrong = forEach(PATHS, (path) => {
    const set = effective(over(path).levels, 'add_header').filter(({ args: [name = ''] }) => isHsts(name))
    const [header] = set
    if (!header || set.length > 1) return `${set.length} such headers`
    const [, value = '', always] = header.args
    const age = Number(/(?:^|;)\s*max-age="?(\d+)/i.exec(value)?.[1] ?? 0)
    if (age < HALF_A_YEAR) return `"${value}" has a max-age of ${age}`
    return always === 'always' ? undefined : 'not on answers like 404 and 500'
  })
  expect(wrong, 'paths and what is wrong with Strict-Transport-Security there').toEqual([])
  await really(async ({ ask }) => {
    for (const path of ['/', UPLOADS, '/api/broken']) {
      const { status, headers } = await ask(443, path)
      const message = `Strict-Transport-Security of ${path}, answered with ${status}`
      expect(headers['strict-transport-security'] ?? 'none', message).toMatch(/max-age="?\d{8}/)
    }
  })
})

const isHsts = (name: string) => name.toLowerCase() === 'strict-transport-security'
