import type { Account, Cause } from './account.ts'
import { ApiError, missing } from './api-error.ts'
import { createEndpoint, deleteEndpoint, findEndpoint, updateEndpoint } from './endpoints.ts'
import { type Params, valuesOf } from './form.ts'
import { cancelIntent, captureIntent, confirmIntent, createIntent, findIntent, updateIntent } from './intents.ts'
import { pageOf } from './pages.ts'
import { onlyKnown, readMetadata, textOf } from './read.ts'
import { createRefund } from './refunds.ts'

/** What a request asks for, as far as routes need to know. */
export interface Call {
  account: Account
  id: string
  params: Params
  cause: Cause
}

type Operation = (call: Call) => object

const PAGES = ['limit', 'starting_after', 'ending_before', 'created']

const ROUTES: [pattern: string, operation: Operation][] = [
  ['POST /v1/payment_intents', ({ account, params, cause }) => createIntent(account, params, cause)],
  ['GET /v1/payment_intents', ({ account, params }) => list('payment_intents', account.intents, params)],
  ['GET /v1/payment_intents/:id', ({ account, id }) => findIntent(account, id)],
  ['POST /v1/payment_intents/:id', ({ account, id, params }) => updateIntent(account, id, params)],
  [
    'POST /v1/payment_intents/:id/confirm',
    ({ account, id, params, cause }) => confirmIntent(account, id, params, cause),
  ],
  [
    'POST /v1/payment_intents/:id/capture',
    ({ account, id, params, cause }) => captureIntent(account, id, params, cause),
  ],
  ['POST /v1/payment_intents/:id/cancel', ({ account, id, params, cause }) => cancelIntent(account, id, params, cause)],
  ['POST /v1/refunds', ({ account, params, cause }) => createRefund(account, params, cause)],
  ['GET /v1/refunds', ({ account, params }) => list('refunds', account.refunds, params, ['payment_intent', 'charge'])],
  ['GET /v1/refunds/:id', ({ account, id }) => one('refund', account.refunds, id)],
  ['POST /v1/refunds/:id', ({ account, id, params }) => changeMetadata(one('refund', account.refunds, id), params)],
  ['GET /v1/charges', ({ account, params }) => list('charges', account.charges, params, ['payment_intent'])],
  ['GET /v1/charges/:id', ({ account, id }) => one('charge', account.charges, id)],
  ['GET /v1/events', ({ account, params }) => listEvents(account, params)],
  ['GET /v1/events/:id', ({ account, id }) => one('event', account.events, id)],
  ['POST /v1/webhook_endpoints', ({ account, params }) => createEndpoint(account, params)],
  ['GET /v1/webhook_endpoints', ({ account, params }) => listEndpoints(account, params)],
  ['GET /v1/webhook_endpoints/:id', ({ account, id }) => findEndpoint(account, id)],
  ['POST /v1/webhook_endpoints/:id', ({ account, id, params }) => updateEndpoint(account, id, params)],
  ['DELETE /v1/webhook_endpoints/:id', ({ account, id }) => deleteEndpoint(account, id)],
]

const TABLE = ROUTES.map(([pattern, operation]) => {
  const [method = '', path = ''] = pattern.split(' ')
  return { method, path: new RegExp(`^${path.replace(':id', '([^/]+)')}$`), operation }
})

/** @throws ApiError 404 where there is nothing of that name */
export function routeOf(method: string, path: string): { operation: Operation; id: string } {
  for (const route of TABLE) {
    const found = route.method === method ? route.path.exec(path) : null
    if (found) return { operation: route.operation, id: decodeURIComponent(found[1] ?? '') }
  }
  const message = `Unrecognized request URL (${method}: ${path}). This gateway has a part of Stripe's API only.`
  throw new ApiError(404, { type: 'invalid_request_error', message })
}

interface Listed {
  id: string
  created: number
}

function list(name: string, from: Map<string, Listed>, params: Params, filters: string[] = []): object {
  onlyKnown(params, [...PAGES, ...filters])
  const wanted = filters.flatMap((filter) => {
    const value = textOf(params, filter)
    return value === undefined ? [] : [(each: Listed) => Reflect.get(each, filter) === value]
  })
  const all = [...from.values()].filter((each) => wanted.every((isWanted) => isWanted(each)))
  return pageOf(`/v1/${name}`, all, params)
}

function listEvents(account: Account, params: Params): object {
  onlyKnown(params, [...PAGES, 'type', 'types'])
  const types = [...valuesOf(params['type']), ...valuesOf(params['types'])]
  const fits = (type: string) => types.length === 0 || types.includes(type)
  return pageOf(
    '/v1/events',
    [...account.events.values()].filter(({ type }) => fits(type)),
    params,
  )
}

function listEndpoints(account: Account, params: Params): object {
  onlyKnown(params, PAGES)
  return pageOf(
    '/v1/webhook_endpoints',
    [...account.endpoints.values()].map(({ endpoint }) => endpoint),
    params,
  )
}

function one<T>(kind: string, from: Map<string, T>, id: string): T {
  const found = from.get(id)
  if (!found) throw missing(kind, id)
  return found
}

function changeMetadata<T extends { metadata: Record<string, string> }>(object: T, params: Params): T {
  onlyKnown(params, ['metadata'])
  return Object.assign(object, { metadata: readMetadata(params, object.metadata) })
}
