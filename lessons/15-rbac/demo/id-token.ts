// Six logins at a real provider. In five of them the id token is not as it should be. Three ways to look at it.
// Look for: the column that decodes takes everything, and openid-client 6 does not look at the signature unless it is told to.
import { decodeJwt } from 'jose'
import * as client from 'openid-client'

const issuer = process.env['OAUTH_ISSUER'] ?? ''
const redirectUri = 'https://market.example/callback'

const registered = await fetch(`${issuer}/reg`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ redirect_uris: [redirectUri] }),
})
const app = (await registered.json()) as { client_id: string; client_secret: string }
await put('users/ada', { email: 'ada@mill.example', email_verified: true })

const configured = (...execute: ((config: client.Configuration) => void)[]) =>
  client.discovery(new URL(issuer), app.client_id, app.client_secret, undefined, { execute })
const usual = await configured(client.allowInsecureRequests)
const strict = await configured(client.allowInsecureRequests, client.enableNonRepudiationChecks)

const idTokens: Record<string, object> = {
  'as it should be': {},
  'of another login': { claims: { nonce: 'another' } },
  'for another app': { claims: { aud: 'a game' } },
  'out of date': { claims: { exp: 1 } },
  'signed by a stranger': { signedBy: 'stranger' },
  'not signed': { signedBy: 'none' },
}

console.log(
  `${'the id token is'.padEnd(22)}${'decoded'.padEnd(12)}${'openid-client'.padEnd(16)}with non-repudiation checks`,
)
for (const [name, forgery] of Object.entries(idTokens)) {
  const verdicts = [await logIn(usual, forgery, true), await logIn(usual, forgery), await logIn(strict, forgery)]
  console.log(`${name.padEnd(22)}${verdicts[0]?.padEnd(12)}${verdicts[1]?.padEnd(16)}${verdicts[2]}`)
}

/** A whole login, from the first redirect to the tokens. */
async function logIn(config: client.Configuration, forgery: object, onlyDecode = false): Promise<string> {
  const [verifier, state, nonce] = [client.randomPKCECodeVerifier(), client.randomState(), client.randomNonce()]
  const start = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid email',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  })
  const callback = await callbackOf(start)
  await put('next-id-token', forgery)
  if (onlyDecode) return decoded(callback, verifier)
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce }
  return client.authorizationCodeGrant(config, callback, checks).then(
    () => 'taken',
    () => 'refused',
  )
}

async function decoded(callback: URL, verifier: string): Promise<string> {
  const code = callback.searchParams.get('code') ?? ''
  const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier }
  const response = await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams({ ...grant, ...app }) })
  const { id_token } = (await response.json()) as { id_token: string }
  return decodeJwt(id_token).sub ? 'taken' : 'refused'
}

/** What the browser does: it follows redirects, keeps cookies, and fills in the login form. */
async function callbackOf(start: URL): Promise<URL> {
  const cookies = new Map<string, string>()
  const hop = async (url: URL, form?: URLSearchParams): Promise<URL> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const init = form && { method: 'POST', body: form }
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    return new URL(response.headers.get('location') ?? url, url)
  }
  const page = await hop(start)
  return hop(await hop(page, new URLSearchParams({ login: 'ada' })))
}

async function put(path: string, value: object): Promise<void> {
  await fetch(`${issuer}/course/${path}`, { method: 'PUT', body: JSON.stringify(value) })
}
