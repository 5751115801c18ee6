import { ROUTES, type Route } from './routes.ts'

type Schema = Record<string, unknown>

const text: Schema = { type: 'string' }
const object = (properties: Record<string, Schema>, more: Schema = {}): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  ...more,
})
const list = (items: Schema): Schema => ({ type: 'array', items })
const data = (schema: Schema) => object({ data: schema })
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })
const body = (properties: Record<string, Schema>) => object(properties, { additionalProperties: false })

const role: Schema = { enum: ['member', 'admin', 'owner'] }
const cents: Schema = { type: 'integer', minimum: 1, maximum: 10_000_000 }

const SCHEMAS: Record<string, Schema> = {
  Account: object({ id: text, email: text }),
  Entry: object({ token: text, account: ref('Account') }),
  Market: object({ id: text, name: text, plan: { enum: ['free', 'pro'] }, role }),
  Member: object({ accountId: text, email: text, role }),
  Listing: object({ id: text, title: text, cents, contract: { type: 'boolean' } }),
  Page: object({ nextCursor: { type: ['string', 'null'] } }),
  Window: object({
    market: object({ id: text, name: text }),
    listings: list(object({ id: text, title: text, cents })),
  }),
  Error: object({ error: object({ code: text, message: text }) }),
}

const CREDENTIALS = body({ email: text, password: text })
const LISTING = '/markets/{market}/listings/{id}'

interface Described {
  /** By status: what a good answer is. null for none. */
  good: Record<number, Schema | null>
  bad: number[]
  body?: Schema
}

const DESCRIBED: Record<string, Described> = {
  'POST /auth/register': { body: CREDENTIALS, good: { 201: data(ref('Entry')) }, bad: [409] },
  'POST /auth/login': { body: CREDENTIALS, good: { 200: data(ref('Entry')) }, bad: [401, 429] },
  'GET /me': { good: { 200: data(ref('Account')) }, bad: [] },
  'POST /markets': { body: body({ name: text }), good: { 201: data(ref('Market')) }, bad: [] },
  'GET /markets': { good: { 200: data(list(ref('Market'))) }, bad: [] },
  'GET /markets/{market}': { good: { 200: data(ref('Market')) }, bad: [] },
  'GET /markets/{market}/members': { good: { 200: data(list(ref('Member'))) }, bad: [] },
  'PUT /markets/{market}/members': {
    body: body({ email: text, role }),
    good: { 200: data(ref('Member')) },
    bad: [409],
  },
  'DELETE /markets/{market}/members/{id}': { good: { 204: null }, bad: [409] },
  'GET /markets/{market}/listings': {
    good: { 200: object({ data: list(ref('Listing')), page: ref('Page') }) },
    bad: [422],
  },
  'POST /markets/{market}/listings': {
    body: body({ title: text, cents }),
    good: { 201: data(ref('Listing')) },
    bad: [402],
  },
  [`GET ${LISTING}`]: { good: { 200: data(ref('Listing')) }, bad: [] },
  [`PATCH ${LISTING}`]: {
    body: { type: 'object', properties: { title: text, cents }, minProperties: 1, additionalProperties: false },
    good: { 200: data(ref('Listing')) },
    bad: [],
  },
  [`DELETE ${LISTING}`]: { good: { 204: null }, bad: [] },
  [`PUT ${LISTING}/contract`]: { good: { 200: data(ref('Listing')) }, bad: [415] },
  [`GET ${LISTING}/contract`]: { good: {}, bad: [] },
  'GET /markets/{market}/window': { good: { 200: data(ref('Window')) }, bad: [] },
  'POST /markets/{market}/plan': {
    body: body({ paymentMethod: text }),
    good: { 200: data(ref('Market')), 202: data(ref('Market')) },
    bad: [402, 409],
  },
  'POST /webhooks/payments': { good: { 200: data(object({ received: { const: true } })) }, bad: [400] },
}

const MEANINGS: Record<number, string> = {
  200: 'As asked',
  201: 'Made',
  202: 'The bank works on it',
  204: 'Done',
  400: 'The request cannot be read',
  401: 'Nobody who is known',
  402: 'Not paid for',
  403: 'Not with this role',
  404: 'Not there',
  409: 'Not as things are',
  415: 'Not a PDF',
  422: 'Fields that make no sense',
  429: 'Too many tries',
}

const json = (schema: Schema) => ({ 'application/json': { schema } })
const pdf = { 'application/pdf': { schema: { type: 'string', contentMediaType: 'application/pdf' } } }

function operationOf({ method, path, isOpen, role: least }: Route) {
  const described = DESCRIBED[`${method} ${path}`]
  if (!described) throw new Error(`nothing describes ${method} ${path}`)
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string)
  const bad = new Set([
    ...described.bad,
    ...(described.body ? [400, 422] : []),
    ...(isOpen ? [] : [401]),
    ...(least ? [403] : []),
    ...(names.length > 0 ? [400, 404] : []),
  ])
  const responses: Record<string, unknown> = {}
  for (const [status, schema] of Object.entries(described.good)) {
    responses[status] = { description: MEANINGS[Number(status)], ...(schema && { content: json(schema) }) }
  }
  if (path.endsWith('/contract') && method === 'GET') responses['200'] = { description: 'The file', content: pdf }
  for (const status of bad) responses[status] = { description: MEANINGS[status], content: json(ref('Error')) }
  const ofPath = names.map((name) => ({ name, in: 'path', required: true, schema: text }))
  const isList = method === 'GET' && path.endsWith('/listings')
  const ofQuery = isList ? ['limit', 'cursor'].map((name) => ({ name, in: 'query', schema: text })) : []
  return {
    operationId: `${method.toLowerCase()}${path.replace(/\W+(\w)/g, (_all, letter: string) => letter.toUpperCase()).replace(/\W/g, '')}`,
    ...(isOpen ? { security: [] } : { security: [{ token: [] }] }),
    ...(ofPath.length + ofQuery.length > 0 && { parameters: [...ofPath, ...ofQuery] }),
    ...(described.body && { requestBody: { required: true, content: json(described.body) } }),
    ...(path.endsWith('/contract') && method === 'PUT' && { requestBody: { required: true, content: pdf } }),
    responses,
  }
}

/** https://spec.openapis.org/oas/v3.1.1.html */
export function openApi(): string {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of ROUTES) {
    const operation = { [route.method.toLowerCase()]: operationOf(route) }
    paths[route.path] = { ...paths[route.path], ...operation }
  }
  return JSON.stringify({
    openapi: '3.1.1',
    info: { title: 'Markets for rent', version: '1.0.0' },
    servers: [{ url: '/api/v1' }],
    paths,
    components: {
      schemas: SCHEMAS,
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  })
}
