import type { Seen } from '../services/oauth/desk.ts'
import type { Forgery } from '../services/oauth/forgery.ts'
import { serviceUrl } from './service.ts'

export type { Forgery, Seen }

/** The OpenID provider of this run, as only its operator knows it. */
export interface IdentityProvider {
  issuer: string
  /** Makes an app known that browsers may be sent back to. What it gives goes into the app's environment. */
  register: (redirectUri: string) => Promise<{ clientId: string; secret: string }>
  /**
   * Adds a user, or replaces what is said about one. `sub` is `sub-<login>` unless the claims have one. Who posts
   * `login=<login>` to the provider's login page is this user; who posts `cancel=1` there has changed their mind.
   */
  putUser: (login: string, claims: Record<string, unknown>) => Promise<void>
  /** Changes the next id token that is handed out. Without an argument the next one is as it should be. */
  forgeNextIdToken: (forgery?: Forgery) => Promise<void>
  /** What clients have asked so far, the oldest first. */
  seen: (endpoint: Seen['endpoint']) => Promise<Seen[]>
}

/**
 * The OpenID provider of this run, for an exercise with `services: [oauth]`.
 * @throws Error when the exercise does not ask for that service
 */
export function identityProvider(): IdentityProvider {
  const issuer = serviceUrl('oauth')
  return {
    issuer,
    async register(redirectUri) {
      const body = JSON.stringify({ redirect_uris: [redirectUri] })
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(`${issuer}/reg`, { method: 'POST', headers, body })
      const client = (await response.json()) as { client_id: string; client_secret: string }
      return { clientId: client.client_id, secret: client.client_secret }
    },
    putUser: (login, claims) => put(`${issuer}/course/users/${encodeURIComponent(login)}`, claims),
    forgeNextIdToken: (forgery = {}) => put(`${issuer}/course/next-id-token`, forgery),
    async seen(endpoint) {
      const all = (await (await fetch(`${issuer}/course/seen`)).json()) as Seen[]
      return all.filter((each) => each.endpoint === endpoint)
    },
  }
}

async function put(url: string, value: unknown): Promise<void> {
  const response = await fetch(url, { method: 'PUT', body: JSON.stringify(value) })
  if (!response.ok) throw new Error(await response.text())
  await response.text()
}
