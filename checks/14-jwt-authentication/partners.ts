/** What the checks of partner-keys share: partners with keys of their own, the lists that they publish, and a clock. */
import { type CryptoKey, exportJWK, generateKeyPair, type JSONWebKeySet, type JWTPayload, SignJWT } from 'jose'
import type { Deps, Partner, Verified } from '../../exercises/14-jwt-authentication/partner-keys.ts'
import { START } from './tokens.ts'

export const AUDIENCE = 'market'

/** A key pair, generated once a run. */
interface Key {
  privateKey: CryptoKey
  jwk: JSONWebKeySet['keys'][number]
}

const generated = new Map<string, Promise<Key>>()

/** The key of this name. Names begin with the algorithm: 'EdDSA 1'. */
export function keyOf(name: string): Promise<Key> {
  const key = generated.get(name) ?? generate(name.split(' ')[0] ?? '')
  generated.set(name, key)
  return key
}

async function generate(algorithm: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true })
  return { privateKey, jwk: await exportJWK(publicKey) }
}

export interface Scene {
  verify: (token: unknown) => Promise<Verified>
  partners: Partner[]
  pass: (seconds: number) => void
  /** Which key a partner publishes under which `kid`, from now on. */
  publish: (partner: string, keys: Record<string, string>) => Promise<void>
  /** The addresses that were fetched so far. */
  fetched: string[]
  /** Until it is called with false, every fetch fails. */
  down: (isDown: boolean) => void
  /** What every fetch gives from now on, in place of what is published; undefined ends it. */
  answerWith: (answer: { jwks: unknown } | undefined) => void
  /** Holds fetches back until the function that it gives is called. */
  hold: () => () => void
}

const PARTNERS: Partner[] = [
  { name: 'parcels', issuer: 'https://parcels.example', algorithm: 'EdDSA', jwksUrl: 'https://parcels.example/keys' },
  { name: 'vans', issuer: 'https://vans.example/', algorithm: 'ES256', jwksUrl: 'https://cdn.example/vans.json' },
  { name: 'rails', issuer: 'rails', algorithm: 'ES384', jwksUrl: 'https://rails.example/.well-known/jwks.json' },
]

/** A verifier, with nothing published. */
export function openScene(buildVerifier: (deps: Deps) => Scene['verify']): Scene {
  let ms = START * 1000
  let isDown = false
  let held: Promise<void> | undefined
  let instead: { jwks: unknown } | undefined
  const published = new Map<string, JSONWebKeySet>()
  const fetched: string[] = []
  const fetchJwks = async (url: string) => {
    fetched.push(url)
    const jwks = structuredClone(instead ? (instead.jwks as JSONWebKeySet) : (published.get(url) ?? { keys: [] }))
    const fails = isDown
    await held
    if (fails) throw new TypeError('fetch failed')
    return jwks
  }
  const partners = structuredClone(PARTNERS)
  return {
    verify: buildVerifier({ partners: structuredClone(PARTNERS), audience: AUDIENCE, now: () => ms, fetchJwks }),
    ...{ partners, fetched },
    pass: (seconds) => {
      ms += Math.round(seconds * 1000)
    },
    publish: async (partner, keys) => {
      const list = Object.entries(keys).map(async ([kid, name]) => ({ ...(await keyOf(name)).jwk, kid, use: 'sig' }))
      published.set(addressOf(partners, partner), { keys: await Promise.all(list) })
    },
    down: (is) => {
      isDown = is
    },
    answerWith: (answer) => {
      instead = answer
    },
    hold: () => {
      let release: () => void = () => {}
      held = new Promise((resolve) => {
        release = resolve
      })
      return () => {
        held = undefined
        release()
      }
    },
  }
}

function addressOf(partners: Partner[], name: string): string {
  return partners.find((partner) => partner.name === name)?.jwksUrl ?? ''
}

export interface TokenParts {
  /** Whose token it says that it is. */
  iss?: unknown
  /** The name of the key that signs it. */
  key: string
  kid?: unknown
  alg?: string
  header?: Record<string, unknown>
  /** On top of what is right; undefined takes a claim away. */
  claims?: Record<string, unknown>
}

/** A token about driver 9 for an hour from START on, right unless a part says otherwise. */
export async function tokenBy({ iss = 'https://parcels.example', key, kid = 'k1', alg, header, claims }: TokenParts) {
  const payload = { iss, sub: 'drv_9', aud: AUDIENCE, exp: START + 24 * 60 * 60, ...claims } as JWTPayload
  const fields = { alg: alg ?? key.split(' ')[0] ?? '', ...(kid !== undefined && { kid }), ...header }
  const { privateKey } = await keyOf(key)
  return new SignJWT(payload).setProtectedHeader(fields as { alg: string }).sign(privateKey)
}

/** What a verification came to: what it gave, or why it refused. */
export async function verdict(promise: Promise<Verified>): Promise<unknown> {
  try {
    return await promise
  } catch (error) {
    if (error instanceof Error && error.name === 'TokenError' && 'reason' in error) return error.reason
    return error instanceof Error ? `${error.name}: ${error.message}` : error
  }
}

export const parcels: Verified = { partner: 'parcels', subject: 'drv_9' }

/** Verifies tokens of parcels, signed by the key and named by the kid of the same number. */
export async function by(scene: Scene, ...numbers: number[]): Promise<unknown[]> {
  const tokens = await Promise.all(numbers.map((number) => tokenBy({ key: `EdDSA ${number}`, kid: `k${number}` })))
  return Promise.all(tokens.map((token) => verdict(scene.verify(token))))
}
