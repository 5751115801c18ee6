// A page of https://evil.example in the victim's browser: it submits a form, and it reads the account with fetch.
// Look for: CORS decides who may read, not who may write; and what each of the defences stops.
import cookieParser from 'cookie-parser'
import cors, { type CorsOptions } from 'cors'
import { doubleCsrf } from 'csrf-csrf'
import express, { type Express, type RequestHandler } from 'express'
import { Browser } from './parts/browser.ts'
import { serve } from './parts/serve.ts'

const EVIL = 'https://evil.example'
const FRONTEND = 'https://market.example'

interface Defence {
  sameSite: 'none' | 'lax'
  cors?: CorsOptions
  guard?: RequestHandler
}

const originOnly: RequestHandler = ({ method, headers }, response, next) => {
  const reads = ['GET', 'HEAD', 'OPTIONS'].includes(method)
  if (reads || headers.origin === undefined || headers.origin === FRONTEND) next()
  else response.sendStatus(403)
}

const tokens = doubleCsrf({
  getSecret: () => 'from the environment, in earnest',
  getSessionIdentifier: (request) => request.cookies['session'] ?? '',
  getCsrfTokenFromRequest: (request) => request.get('x-csrf-token') ?? request.body?._csrf,
  cookieName: 'csrf', // the default begins with __Host-, which plain HTTP does not carry everywhere
  cookieOptions: { secure: false, sameSite: 'lax' },
})

const defences: Record<string, Defence> = {
  'none, and CORS reflects': { sameSite: 'none', cors: { origin: true, credentials: true } },
  'CORS names the frontend': { sameSite: 'none', cors: { origin: [FRONTEND], credentials: true } },
  'SameSite=Lax': { sameSite: 'lax' },
  'Origin is checked': { sameSite: 'none', guard: originOnly },
  'token (csrf-csrf 4)': { sameSite: 'none', guard: tokens.doubleCsrfProtection },
}

console.log('defence'.padEnd(26), 'the form changed it'.padEnd(22), 'the script read it')
for (const [name, defence] of Object.entries(defences)) {
  const account = { iban: 'DE-of-the-mill' }
  await serve(marketWith(defence, account), async (url) => {
    const browser = new Browser(url)
    browser.keep(`session=7; Path=/; SameSite=${defence.sameSite}`)
    await browser.submitFrom(EVIL, '/payout', { iban: 'XX-evil' })
    const changed = account.iban === 'XX-evil'
    const read = await browser.fetchFrom(EVIL, '/account').catch((error: unknown) => String(error))
    const seen = typeof read === 'string' ? read : read.status === 200 ? 'yes' : `no, ${read.status}`
    console.log(name.padEnd(26), (changed ? 'yes' : 'no').padEnd(22), seen)
  })
}

console.log('\nThe token, as the frontend uses it')
await serve(marketWith({ sameSite: 'lax', guard: tokens.doubleCsrfProtection }, { iban: '' }), async (url) => {
  const session = 'session=7'
  const answer = await fetch(`${url}/csrf-token`, { headers: { cookie: session } })
  const { token } = (await answer.json()) as { token: string }
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';')
  for (const [what, sent] of Object.entries({ 'with it': token, 'without it': '', 'with another': `${token}0` })) {
    const headers = { cookie: `${session}; ${cookie}`, 'x-csrf-token': sent, 'content-type': 'application/json' }
    const { status } = await fetch(`${url}/payout`, { method: 'POST', headers, body: '{"iban":"DE1"}' })
    console.log(`  POST /payout ${what}: ${status}`)
  }
})

function marketWith({ cors: options, guard }: Defence, account: { iban: string }): Express {
  const app = express()
  app.use(cookieParser(), express.urlencoded(), express.json())
  if (options) app.use(cors(options))
  if (guard) app.use(guard)
  app.get('/csrf-token', (request, response) => {
    response.json({ token: tokens.generateCsrfToken(request, response) })
  })
  app.use((request, response, next) => {
    if (request.cookies['session'] === '7') next()
    else response.sendStatus(401)
  })
  app.post('/payout', ({ body }, response) => {
    account.iban = body.iban
    response.sendStatus(204)
  })
  app.get('/account', (_request, response) => void response.json(account))
  app.use(((error, _request, response, _next) => {
    response.status(error.status ?? 500).json({ error: error.code })
  }) satisfies express.ErrorRequestHandler)
  return app
}
