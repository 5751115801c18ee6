import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { Seen } from '../../src/services/oauth/desk.ts'
import type { Forgery } from '../../src/services/oauth/forgery.ts'
import { oauth } from '../../src/services/oauth/service.ts'
import type { RunningService } from '../../src/services/service.ts'
import { temporaryFolder } from '../fixtures/build.ts'

const packageRoot = join(import.meta.dirname, '../..')
const running: RunningService[] = []
/** For tests that need a provider, and no service of their own. */
let shared: Promise<RunningService> | undefined

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()))
})

afterAll(async () => (await shared)?.stop())

async function start(env: Record<string, string> = {}): Promise<RunningService> {
  const service = await oauth.start({ env, packageRoot })
  running.push(service)
  return service
}

/** A provider of its own, with a user, and a client that may be sent back to. */
async function provider() {
  shared ??= oauth.start({ env: {}, packageRoot })
  const { url } = await (await shared).isolate()
  await put(url, 'users/ada', { email: 'ada@mill.example', email_verified: true })
  return { url, client: await register(url) }
}

interface Client {
  client_id: string
  client_secret: string
}

const CALLBACK = 'https://market.example/callback'

async function register(issuer: string): Promise<Client> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ redirect_uris: [CALLBACK] })
  return (await (await fetch(`${issuer}/reg`, { method: 'POST', headers, body })).json()) as Client
}

const put = (issuer: string, path: string, value: unknown) =>
  fetch(`${issuer}/course/${path}`, { method: 'PUT', body: JSON.stringify(value) })

const answers = (issuer: string) => fetch(`${issuer}/.well-known/openid-configuration`).then(({ status }) => status)

/** A browser that follows no redirects. */
function browser() {
  const jar = new Map<string, string>()
  return async (url: string, form?: Record<string, string>): Promise<URL> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const post = form && { method: 'POST', body: new URLSearchParams(form) }
    const response = await fetch(url, { ...post, redirect: 'manual', headers: { cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
    return new URL(response.headers.get('location') ?? url, url)
  }
}

/** The callback that a login ends with. */
async function callbackOf(
  { url, client }: Awaited<ReturnType<typeof provider>>,
  {
    form = { login: 'ada' },
    open = browser(),
    ...changes
  }: { form?: Record<string, string>; open?: ReturnType<typeof browser> } & Record<string, unknown> = {},
) {
  const verifier = randomBytes(32).toString('base64url')
  const query = {
    ...{
      response_type: 'code',
      client_id: client.client_id,
      redirect_uri: CALLBACK,
      scope: 'openid email',
      state: 's',
      nonce: 'n',
    },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(changes as Record<string, string>),
  }
  const page = await open(`${url}/auth?${new URLSearchParams(query)}`)
  const callback = page.pathname.startsWith('/interaction/') ? await open((await open(page.href, form)).href) : page
  return { callback, verifier }
}

async function tokenFor(
  { url, client }: Awaited<ReturnType<typeof provider>>,
  { callback, verifier }: Awaited<ReturnType<typeof callbackOf>>,
  inBody = false,
): Promise<{ id_token: string; error?: string }> {
  const grant = {
    grant_type: 'authorization_code',
    code: callback.searchParams.get('code') ?? '',
    redirect_uri: CALLBACK,
  }
  const basic = Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64')
  const response = await fetch(`${url}/token`, {
    method: 'POST',
    headers: inBody ? {} : { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ ...grant, code_verifier: verifier, ...(inBody && client) }),
  })
  return (await response.json()) as { id_token: string; error?: string }
}

describe('the OpenID provider', () => {
  it('is a real one that came with the package, and says which', async () => {
    const service = await start()
    expect(service).toMatchObject({
      how: 'embedded',
      label: expect.stringMatching(/^oidc-provider \d+\.\d+\.\d+ \(real OpenID/),
      cannot: [],
    })
    expect(await answers(service.url)).toBe(200)
  })

  it('gives every run a provider of its own, which is gone after it', async () => {
    const service = await start()
    const [one, two] = await Promise.all([service.isolate(), service.isolate()])
    const { client_id } = await register(one.url)
    const url = `${two.url}/auth?${new URLSearchParams({ client_id, response_type: 'code', scope: 'openid' })}`
    expect(await (await fetch(url)).json()).toMatchObject({ error: 'invalid_client' })
    await one.drop()
    await expect(answers(one.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
    expect(await answers(two.url)).toBe(200)
    await one.drop()
  })

  it.each(['header', 'body'])('logs in a user without a browser, with the client secret in the %s', async (where) => {
    const realm = await provider()
    const login = await callbackOf(realm)
    expect(Object.fromEntries(login.callback.searchParams)).toMatchObject({ state: 's', iss: realm.url })
    const { id_token } = await tokenFor(realm, login, where === 'body')
    const keys = createRemoteJWKSet(new URL(`${realm.url}/jwks`))
    const { payload } = await jwtVerify(id_token, keys, { issuer: realm.url, audience: realm.client.client_id })
    expect(payload).toMatchObject({ sub: 'sub-ada', nonce: 'n', email: 'ada@mill.example', email_verified: true })
  })

  it('keeps the codes of two tabs of one browser apart, and takes each once', async () => {
    const realm = await provider()
    const open = browser()
    const [one, two] = [await callbackOf(realm, { open }), await callbackOf(realm, { open })]
    expect(await tokenFor(realm, one)).toHaveProperty('id_token')
    expect(await tokenFor(realm, two)).toHaveProperty('id_token')
    expect(await tokenFor(realm, one)).toMatchObject({ error: 'invalid_grant' })
  })

  it.each([
    ['no challenge', { code_challenge: '', code_challenge_method: '' }],
    ['a challenge in plain text', { code_challenge_method: 'plain' }],
  ])('insists on PKCE: %s is an error', async (_name, changes) => {
    const { callback } = await callbackOf(await provider(), changes)
    expect(callback.searchParams.get('error')).toBe('invalid_request')
  })

  it('refuses another verifier, another redirect_uri and a user that is not there', async () => {
    const realm = await provider()
    const { callback } = await callbackOf(realm)
    const verifier = 'x'.repeat(43)
    expect(await tokenFor(realm, { callback, verifier })).toMatchObject({ error: 'invalid_grant' })
    const foreign = await callbackOf(realm, { redirect_uri: 'https://evil.example/' })
    expect(foreign.callback.origin).toBe(realm.url)
    const unknown = await callbackOf(realm, { form: { login: 'bob' } })
    expect(unknown.callback.searchParams.has('code')).toBe(false)
  })

  it('tells the client that the user said no', async () => {
    const { callback } = await callbackOf(await provider(), { form: { cancel: '1' } })
    expect(callback.searchParams.get('error')).toBe('access_denied')
  })

  it('says what it has seen, and never a secret', async () => {
    const realm = await provider()
    const login = await callbackOf(realm)
    await tokenFor(realm, login, true)
    await tokenFor(realm, login)
    const text = await (await fetch(`${realm.url}/course/seen`)).text()
    const seen = (JSON.parse(text) as Seen[]).map(({ endpoint, status }) => `${endpoint} ${status}`)
    expect(seen).toEqual(['authorization 303', 'token 200', 'token 400'])
    expect(text).toContain(login.verifier)
    expect(text).not.toContain(realm.client.client_secret)
  })

  it.each([
    ['with other claims', { claims: { nonce: 'other', email: null } }, 'verified'],
    ['with the signature of a stranger', { signedBy: 'stranger' }, 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
    ['without a signature', { signedBy: 'none' }, 'ERR_JOSE_NOT_SUPPORTED'],
  ] as [string, Forgery, string][])('forges one id token %s', async (_name, forgery, expected) => {
    const realm = await provider()
    await put(realm.url, 'next-id-token', forgery)
    const { id_token } = await tokenFor(realm, await callbackOf(realm))
    const keys = createRemoteJWKSet(new URL(`${realm.url}/jwks`))
    const verified = await jwtVerify(id_token, keys).then(
      () => 'verified',
      ({ code }) => code,
    )
    expect(verified).toBe(expected)
    const { nonce, email } = decodeJwt(id_token)
    expect([nonce, email]).toEqual(forgery.claims ? ['other', undefined] : ['n', 'ada@mill.example'])
    const next = await tokenFor(realm, await callbackOf(realm))
    expect(decodeJwt(next.id_token)).toMatchObject({ nonce: 'n', email: 'ada@mill.example' })
  })

  it('gives a person a page with a button for each user', async () => {
    const realm = await provider()
    await put(realm.url, 'users/%3Cb%3E', {})
    const query = new URLSearchParams({
      ...{ response_type: 'code', client_id: realm.client.client_id, redirect_uri: CALLBACK, scope: 'openid' },
      ...{ code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' },
    })
    const first = await fetch(`${realm.url}/auth?${query}`, { redirect: 'manual' })
    const cookie = first.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    const page = new URL(first.headers.get('location') ?? '', realm.url)
    const text = await (await fetch(page, { headers: { cookie } })).text()
    expect(text).toContain('<button name="login" value="ada">ada</button>')
    expect(text).not.toContain('<b>')
    expect((await fetch(page)).status).toBe(400)
  })

  it('takes no notice of an OAUTH_ISSUER of the learner, where no check could log in', async () => {
    const service = await start({ OAUTH_ISSUER: 'https://accounts.example' })
    expect(service.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  it('runs twice at once', async () => {
    const [one, two] = await Promise.all([start(), start()])
    expect(one?.url).not.toBe(two?.url)
  })

  it('is gone after stop', async () => {
    const service = await start()
    await service.stop()
    await expect(answers(service.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  })

  it('is a problem with a hint where the package is missing', async () => {
    const start = oauth.start({ env: {}, packageRoot: temporaryFolder('elsewhere') })
    await expect(start).rejects.toMatchObject({ name: 'Problem', hint: expect.stringContaining('npm install') })
  })

  it.skipIf(process.platform === 'win32')('is gone when the process that started it is killed', async () => {
    const url = await startInAProcessAndKillIt()
    const refused = () => answers(url).then(String, ({ cause }) => cause.code)
    await expect.poll(refused, { timeout: 30_000 }).toBe('ECONNREFUSED')
  })
})

/** Gives the address of the provider that it leaves without a parent. */
async function startInAProcessAndKillIt(): Promise<string> {
  const service = pathToFileURL(join(packageRoot, 'src/services/oauth/service.ts')).href
  const code = `import { oauth } from '${service}'
    const { url } = await oauth.start(${JSON.stringify({ env: {}, packageRoot })})
    process.stdout.write(url + '\\n')`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { cwd: packageRoot })
  const url = await new Promise<string>((resolve) => child.stdout.once('data', (text) => resolve(String(text).trim())))
  expect(await answers(url)).toBe(200)
  child.kill('SIGKILL')
  return url
}
