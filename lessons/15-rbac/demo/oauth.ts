// One login with an account of somebody else's, hop by hop: a browser, an app and a real OpenID provider on this machine.
// Then the same with what an attacker would change.
// Look for: which values pass through the browser, and which go from the app to the provider only.
import { createHash, randomBytes } from 'node:crypto'
import { decodeJwt } from 'jose'

const issuer = process.env['OAUTH_ISSUER'] ?? ''
const redirectUri = 'https://market.example/callback'
const random = () => randomBytes(32).toString('base64url')
/** Random values are long, and all look alike. */
const short = (text: string) =>
  text.replace(/[\w.-]{40,}/g, (value) => `${value.slice(0, 8)}…`).replace(issuer, '<issuer>')
const say = (line: string) => console.log(short(line))

const { authorization_endpoint, token_endpoint, registration_endpoint, userinfo_endpoint } = await json(
  `${issuer}/.well-known/openid-configuration`,
)
console.log('BEFORE   the app was registered once: at Google, in a console in the browser')
const app = await json(String(registration_endpoint), {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ redirect_uris: [redirectUri] }),
})
say(`         client_id ${app['client_id']}, and a client_secret that stays on the server`)
await fetch(`${issuer}/course/users/ada`, {
  method: 'PUT',
  body: JSON.stringify({ email: 'ada@mill.example', email_verified: true, name: 'Ada' }),
})

const login = { state: random(), nonce: random(), verifier: random() }
console.log('\nHOP 1    browser → app        GET /login')
console.log('         app → browser        303, state, nonce and challenge in the address')
const authorization = new URL(String(authorization_endpoint))
const parameters = {
  response_type: 'code',
  client_id: String(app['client_id']),
  redirect_uri: redirectUri,
  scope: 'openid email profile',
  state: login.state,
  nonce: login.nonce,
  code_challenge: createHash('sha256').update(login.verifier).digest('base64url'),
  code_challenge_method: 'S256',
}
authorization.search = `${new URLSearchParams(parameters)}`

const cookies = new Map<string, string>()
console.log('\nHOP 2    browser → provider   GET /auth')
for (const [name, value] of Object.entries(parameters)) say(`           ${name.padEnd(22)}${value}`)
const page = await hop(authorization.href)
console.log('         provider → browser   303, to a login page of its own')
console.log('\nHOP 3    browser → provider   POST the login form, which the app never sees')
const back = await hop(page, { method: 'POST', body: new URLSearchParams({ login: 'ada' }) })
const callback = new URL(await hop(back))
console.log('         provider → browser   303, to the redirect_uri')

console.log('\nHOP 4    browser → app        GET /callback')
for (const [name, value] of callback.searchParams) say(`           ${name.padEnd(22)}${value}`)
const isOurs = callback.searchParams.get('state') === login.state
console.log(`         app                  is it the state of this browser? ${isOurs ? 'yes' : 'no'}`)

console.log('\nHOP 5    app → provider       POST /token, server to server')
const code = callback.searchParams.get('code') ?? ''
const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
for (const [name, value] of Object.entries({ ...grant, code_verifier: login.verifier })) {
  say(`           ${name.padEnd(22)}${value}`)
}
const wrongVerifier = await exchange({ ...grant, code_verifier: random() }, await codeOf(parameters))
const tokens = await exchange({ ...grant, code_verifier: login.verifier })
console.log(`         provider → app       ${Object.keys(tokens).slice(0, 3).join(', ')} …`)

const claims = decodeJwt(String(tokens['id_token']))
console.log('\nHOP 6    app                  verifies the id token; its payload')
for (const name of ['iss', 'sub', 'aud', 'nonce', 'email', 'email_verified']) {
  say(`           ${name.padEnd(22)}${claims[name]}`)
}
console.log(
  `         app                  is it the nonce of this login? ${claims['nonce'] === login.nonce ? 'yes' : 'no'}`,
)
const user = await json(String(userinfo_endpoint), { headers: { authorization: `Bearer ${tokens['access_token']}` } })
console.log('\nHOP 7    app → provider       GET /me, with the access token')
say(`         provider → app       ${JSON.stringify(user).slice(0, 44)}…`)

console.log(
  '\nATTACKS  the same code again       ',
  (await exchange({ ...grant, code_verifier: login.verifier }))['error'],
)
console.log('         a stolen code              ', wrongVerifier['error'])
authorization.searchParams.set('redirect_uri', 'https://evil.example/callback')
const foreign = await fetch(authorization, { redirect: 'manual' })
console.log('         another redirect_uri      ', ((await foreign.json()) as { error: string }).error)
authorization.search = `${new URLSearchParams({ ...parameters, code_challenge: '', code_challenge_method: '' })}`
console.log('         no code_challenge         ', new URL(await hop(authorization.href)).searchParams.get('error'))

/** A code for the same parameters: the browser is still logged in at the provider, so no form comes. */
async function codeOf(sent: Record<string, string>): Promise<string> {
  const target = new URL(await hop(`${authorization_endpoint}?${new URLSearchParams(sent)}`))
  return target.searchParams.get('code') ?? ''
}

/** Where the browser is sent next. It keeps cookies, and shows nothing. */
async function hop(url: string, init: RequestInit = {}): Promise<string> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } })
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    cookies.set(name, value)
  }
  return new URL(response.headers.get('location') ?? url, url).href
}

async function exchange(form: Record<string, string>, code = form['code'] ?? ''): Promise<Record<string, unknown>> {
  const secret = Buffer.from(`${app['client_id']}:${app['client_secret']}`).toString('base64')
  return json(String(token_endpoint), {
    method: 'POST',
    headers: { authorization: `Basic ${secret}` },
    body: new URLSearchParams({ ...form, code }),
  })
}

async function json(url: string, init?: RequestInit): Promise<Record<string, unknown>> {
  return (await (await fetch(url, init)).json()) as Record<string, unknown>
}
