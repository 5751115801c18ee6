import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { exportJWK, type JWK } from 'jose'
import { type Configuration, Provider } from 'oidc-provider'
import type { Users } from './users.ts'

const HOUR = 3600

/** A new key for signatures: made once a process, since it takes a tenth of a second. */
export async function makeKey(kid: string): Promise<JWK> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  return { ...(await exportJWK(privateKey)), kid, alg: 'RS256', use: 'sig' }
}

/** An OpenID provider with users of ours. Clients register themselves (RFC 7591), and nobody is asked for consent. */
export function makeProvider(issuer: string, users: Users, key: JWK): Provider {
  const configuration: Configuration = {
    jwks: { keys: [key as NonNullable<Configuration['jwks']>['keys'][number]] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    // A client with a secret would get by without PKCE otherwise.
    pkce: { required: () => true },
    // As Google does: what the scopes stand for is in the id token as well as at the userinfo endpoint.
    conformIdTokenClaims: false,
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username', 'picture', 'locale', 'role', 'roles'],
    },
    features: { devInteractions: { enabled: false }, registration: { enabled: true } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    ttl: { AuthorizationCode: 60, AccessToken: HOUR, IdToken: HOUR, Interaction: HOUR, Session: HOUR, Grant: HOUR },
    findAccount: (_ctx, sub) => {
      const user = users.bySub(sub)
      return user && { accountId: sub, claims: () => ({ ...user.claims, sub }) }
    },
    loadExistingGrant: async ({ oidc }) => {
      const { client, session, params, provider } = oidc
      if (!client || !session?.accountId) return undefined
      // Another grant in place of this one would make the codes of other tabs worthless.
      const earlier = session.grantIdFor(client.clientId)
      const found = earlier === undefined ? undefined : await provider.Grant.find(earlier)
      const grant = found ?? new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope(String(params?.['scope'] ?? 'openid'))
      await grant.save()
      return grant
    },
    renderError: (ctx, out) => {
      ctx.type = 'json'
      ctx.body = out
    },
  }
  return new Provider(issuer, configuration)
}
