import type { Account } from './account.ts'
import { invalid, missing } from './api-error.ts'
import { type Params, valuesOf } from './form.ts'
import { type Endpoint, newId } from './objects.ts'
import { onlyKnown, readMetadata, required, textOf } from './read.ts'

/** The secret is in this answer, and in no other. */
export function createEndpoint(account: Account, params: Params): Endpoint & { secret: string } {
  onlyKnown(params, ['url', 'enabled_events', 'description', 'metadata', 'api_version', 'connect'])
  const url = required(params, 'url')
  // Whatever an exercise says, what leaves here stays on this machine.
  if (!isLoopback(url))
    throw invalid('Invalid URL: this gateway sends to loopback addresses only.', 'url_invalid', 'url')
  const enabled_events = valuesOf(params['enabled_events'])
  if (enabled_events.length === 0) throw invalid('Missing required param: enabled_events.', 'parameter_missing')
  const endpoint: Endpoint = {
    id: newId('we'),
    object: 'webhook_endpoint',
    api_version: null,
    created: account.seconds(),
    enabled_events,
    livemode: false,
    metadata: readMetadata(params),
    status: 'enabled',
    url,
  }
  const secret = newSecret()
  account.endpoints.set(endpoint.id, { endpoint, secrets: [secret] })
  return { ...endpoint, secret }
}

export function updateEndpoint(account: Account, id: string, params: Params): Endpoint {
  onlyKnown(params, ['url', 'enabled_events', 'description', 'metadata'])
  const { endpoint } = find(account, id)
  const url = textOf(params, 'url') ?? endpoint.url
  if (!isLoopback(url))
    throw invalid('Invalid URL: this gateway sends to loopback addresses only.', 'url_invalid', 'url')
  const events = valuesOf(params['enabled_events'])
  return Object.assign(endpoint, { url, enabled_events: events.length > 0 ? events : endpoint.enabled_events })
}

export function findEndpoint(account: Account, id: string): Endpoint {
  return find(account, id).endpoint
}

export function deleteEndpoint(account: Account, id: string): { id: string; object: string; deleted: true } {
  find(account, id)
  account.endpoints.delete(id)
  return { id, object: 'webhook_endpoint', deleted: true }
}

/** A new secret. For a while events are signed with both, as after a "roll" in Stripe's dashboard. */
export function rollSecret(account: Account, id: string, keepsOld: boolean): string {
  const registered = find(account, id)
  const secret = newSecret()
  registered.secrets = keepsOld ? [secret, ...registered.secrets.slice(0, 1)] : [secret]
  return secret
}

function find(account: Account, id: string) {
  const registered = account.endpoints.get(id)
  if (!registered) throw missing('webhook endpoint', id)
  return registered
}

function newSecret(): string {
  return newId('whsec')
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)
}
