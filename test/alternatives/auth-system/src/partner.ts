import * as oidc from 'openid-client'
import { Failure } from './failure.ts'
import { beginSession, digest, refreshToken, secretText } from './gate.ts'
import { alarm } from './journal.ts'
import { type Asked, accountOf, type Route, refreshCookie, type Said } from './routes.ts'
import { settings } from './settings.ts'
import { inOne } from './store.ts'

const START = '/api/v1/auth/oauth'
const CALLBACK = `${settings.url}${START}/callback`
const MINUTES = 10

let found: Promise<oidc.Configuration> | undefined

function configuration(): Promise<oidc.Configuration> {
  const { issuer, id, secret } = settings.oauth
  // Without the second one, the library trusts the connection and does not look at the signature.
  const execute = [...(issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []), oidc.enableNonRepudiationChecks]
  found ??= oidc.discovery(new URL(issuer), id, secret, undefined, { execute }).catch((error) => {
    found = undefined
    throw error
  })
  return found
}

const attemptCookie = (value: string, seconds: number) =>
  `attempt=${value}; Path=${START}; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Lax`

/** Only what the URL parser resolves to a plain path of ours. */
function home(path: string | null): string {
  if (!path?.startsWith('/') || !URL.canParse(path, settings.url)) return `${settings.url}/`
  const { origin, href, pathname } = new URL(path, settings.url)
  return origin === settings.url && !pathname.startsWith('//') ? href : `${settings.url}/`
}

async function start(asked: Asked): Promise<Said> {
  const [key, verifier, state, nonce] = [
    secretText(),
    oidc.randomPKCECodeVerifier(),
    oidc.randomState(),
    oidc.randomNonce(),
  ]
  const attempt = {
    verifier,
    state,
    nonce,
    home: home(asked.query.get('returnTo')),
    until: Date.now() + MINUTES * 60_000,
  }
  await inOne((db) => db.put('attempt', digest(key), { ...attempt, key: digest(key) }))
  const to = oidc.buildAuthorizationUrl(await configuration(), {
    redirect_uri: CALLBACK,
    scope: 'openid profile email',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  })
  return { status: 302, headers: { location: to.href }, cookies: [attemptCookie(key, MINUTES * 60)] }
}

async function finish(asked: Asked): Promise<Said> {
  const key = digest(asked.cookies.get('attempt') ?? '')
  const attempt = await inOne(async (db) => {
    const row = await db.get('attempt', key)
    await db.drop('attempt', { key })
    return row && row['until'] > Date.now() ? row : undefined
  })
  if (!attempt) throw new Failure(400, 'login_failed')
  const checks = {
    pkceCodeVerifier: attempt['verifier'],
    expectedState: attempt['state'],
    expectedNonce: attempt['nonce'],
    idTokenExpected: true,
  }
  const here = new URL(`${CALLBACK}?${asked.query}`)
  const grant = await configuration()
    .then((config) => oidc.authorizationCodeGrant(config, here, checks))
    .catch(() => undefined)
  const claims = grant?.claims()
  if (!claims) throw new Failure(400, 'login_failed')
  const account = await accountOf(claims.sub, claims)
  const session = account && (await beginSession(account).catch(() => undefined))
  if (!session) throw new Failure(403, 'account_refused')
  alarm('login.ok', { accountId: session['account'] })
  const cookies = [attemptCookie('', 0), refreshCookie(refreshToken(session))]
  return { status: 303, headers: { location: attempt['home'] }, cookies }
}

export const partnerRoutes: Record<string, Route> = { [`GET ${START}`]: start, [`GET ${START}/callback`]: finish }
