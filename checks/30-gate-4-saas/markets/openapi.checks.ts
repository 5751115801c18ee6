import { Validator } from '@seriousme/openapi-schema-validator'
import { type App, check, expect } from 'backend-workbook/check'
import { type Described, documentOf, operationsOf, whyNot } from './document.ts'
import { type Sample, samples } from './samples.ts'
import { theMarkets } from './service.ts'

const PUBLIC = ['POST /auth/register', 'POST /auth/login', 'GET /markets/{}/window', 'POST /webhooks/payments']

const FOR_MEMBERS = [
  ...['GET /me', 'POST /markets', 'GET /markets', 'GET /markets/{}', 'POST /markets/{}/plan'],
  ...['GET /markets/{}/members', 'PUT /markets/{}/members', 'DELETE /markets/{}/members/{}'],
  ...['GET /markets/{}/listings', 'POST /markets/{}/listings', 'GET /markets/{}/listings/{}'],
  ...['PATCH /markets/{}/listings/{}', 'DELETE /markets/{}/listings/{}'],
  ...['PUT /markets/{}/listings/{}/contract', 'GET /markets/{}/listings/{}/contract'],
]

check(
  'has a document of OpenAPI 3.1 that validates',
  { read: 'openapi', requirement: 'openapi', points: 2, ms: 6000 },
  async () => {
    const document = await documentOf(await theMarkets())
    expect(document['openapi'], 'openapi in the document').toMatch(/^3\.1\.\d+$/)
    const { valid, errors } = await new Validator().validate(structuredClone(document))
    const said = Array.isArray(errors)
      ? errors.map(({ message, instancePath }) => `${message} at ${instancePath}`)
      : errors
    expect(valid ? [] : said, 'what the specification does not allow in the document').toEqual([])
    expect(operationsOf(document).size, 'operations below /api/v1 in the document').toBeGreaterThan(0)
  },
)

check(
  'describes every route, and which of them ask for a token',
  { read: 'openapi', requirement: 'openapi', points: 2, ms: 6000 },
  async () => {
    const document = await documentOf(await theMarkets())
    const operations = operationsOf(document)
    const missing = [...PUBLIC, ...FOR_MEMBERS].filter((name) => !operations.has(name))
    expect(missing, 'routes that the document does not describe').toEqual([])
    const schemes = Object.entries(schemesIn(document)).filter(([, scheme]) => isBearer(scheme))
    const names = new Set(schemes.map(([name]) => name))
    expect(names.size, 'security schemes of the type http, scheme bearer').toBeGreaterThan(0)
    const asks = ({ security }: Described) =>
      security.length > 0 && security.every((each) => Object.keys(each as object).some((name) => names.has(name)))
    const open = FOR_MEMBERS.filter((name) => !asks(operations.get(name) as Described))
    expect(open, 'routes for which the document asks for no token').toEqual([])
    const closed = PUBLIC.filter((name) => {
      const { security } = operations.get(name) as Described
      return security.length > 0 && !security.some((each) => Object.keys(each as object).length === 0)
    })
    expect(closed, 'routes without a token for which the document asks for one').toEqual([])
  },
)

function schemesIn(document: Record<string, unknown>): Record<string, unknown> {
  const { securitySchemes = {} } = (document['components'] ?? {}) as { securitySchemes?: Record<string, unknown> }
  return securitySchemes
}

function isBearer(scheme: unknown): boolean {
  const { type, scheme: name } = Object(scheme) as { type?: unknown; scheme?: unknown }
  return type === 'http' && String(name).toLowerCase() === 'bearer'
}

interface Pair {
  sample: Sample
  described: Described
}

async function pairs(app: App): Promise<Pair[]> {
  const operations = operationsOf(await documentOf(app))
  return (await samples(app)).map((sample) => {
    const described = operations.get(sample.operation)
    expect(described ? 'described' : 'not there', `${sample.operation} in the document`).toBe('described')
    return { sample, described: described as Described }
  })
}

check('says what the server answers', { read: 'openapi', requirement: 'openapi', points: 2, ms: 8000 }, async () => {
  const wrong = (await pairs(await theMarkets())).flatMap(({ sample, described }) => {
    const { operation, status, body } = sample
    const { isThere, schema } = described.answer(status)
    if (!isThere) return [`${operation} has answered ${status}, which is not in the document`]
    if (body === undefined) return []
    if (!schema) return [`${operation} has no schema of application/json for ${status}`]
    return whyNot(schema, body).map((why) => `${operation}, ${status}: ${why}`)
  })
  expect([...new Set(wrong)], 'answers that the document does not describe, or describes otherwise').toEqual([])
})

check(
  'refuses an answer that lacks a field, or has another type in it',
  { read: 'openapi', requirement: 'openapi', points: 1, ms: 8000 },
  async () => {
    const loose = (await pairs(await theMarkets())).flatMap(({ sample, described }) => {
      const { schema } = described.answer(sample.status)
      if (!schema || sample.body === undefined) return []
      return brokenAnswers(sample).flatMap(({ what, body }) =>
        whyNot(schema, body).length > 0 ? [] : [`${sample.operation}, ${sample.status}: ${what}`],
      )
    })
    expect([...new Set(loose)], 'broken answers that the document takes for right').toEqual([])
  },
)

/** What the brief names, in which place: an answer may have more. */
const NAMED =
  /^(?:data|error|code|message|page|nextCursor|token|account|id|email|name|plan|role|accountId|title|cents|contract|market|listings|received)$/

function brokenAnswers({ body }: Sample): { what: string; body: unknown }[] {
  return placesIn(body).flatMap((place) => {
    const name = place.join('.')
    const without = { what: `without ${name}`, body: changed(body, place, () => undefined) }
    const other = { what: `with ${name} of another type`, body: changed(body, place, otherType) }
    return [without, other]
  })
}

/** Where the named fields stand; of a list, those of its first entry. */
function placesIn(value: unknown, place: string[] = []): string[][] {
  if (Array.isArray(value)) return value.length > 0 ? placesIn(value[0], [...place, '0']) : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value)
    .filter(([name]) => NAMED.test(name))
    .flatMap(([name, each]) => [[...place, name], ...placesIn(each, [...place, name])])
}

function changed(value: unknown, place: string[], change: (value: unknown) => unknown): unknown {
  const copy = structuredClone(value)
  const parent = place.slice(0, -1).reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], copy)
  const [name = '', fields] = [place.at(-1), parent as Record<string, unknown>]
  const next = change(fields[name])
  if (next === undefined) delete fields[name]
  else fields[name] = next
  return copy
}

const otherType = (value: unknown) => (typeof value === 'string' || value === null ? 7 : 'another type')

check(
  'takes the bodies that the server takes, and no others',
  { read: 'openapi', requirement: 'openapi', points: 1, ms: 8000 },
  async () => {
    const all = (await pairs(await theMarkets())).filter(({ sample }) => isSentAndTaken(sample))
    const wrong = all.flatMap(({ sample, described }) => {
      const { request } = described
      if (!request) return [`${sample.operation} has no schema of application/json for its body`]
      const refused = whyNot(request, sample.sent).map((why) => `${sample.operation} refuses a right body: ${why}`)
      const taken = brokenBodies(sample).flatMap(({ what, body }) =>
        whyNot(request, body).length > 0 ? [] : [`${sample.operation} takes a body ${what}`],
      )
      return [...refused, ...taken]
    })
    expect(all.length, 'requests with bodies that the server has taken').toBeGreaterThan(4)
    expect([...new Set(wrong)], 'what is wrong with the schemas of bodies').toEqual([])
  },
)

const isSentAndTaken = ({ sent, status }: Sample) => typeof sent === 'object' && status < 300

function brokenBodies({ operation, sent }: Sample): { what: string; body: unknown }[] {
  const names = Object.keys(sent as object)
  const isPatch = operation.startsWith('PATCH')
  return [
    { what: 'with an unknown field', body: { ...(sent as object), colour: 'green' } },
    ...names.map((name) => ({ what: `with ${name} of another type`, body: changed(sent, [name], otherType) })),
    ...(isPatch
      ? []
      : names.map((name) => ({ what: `without ${name}`, body: changed(sent, [name], () => undefined) }))),
  ]
}
