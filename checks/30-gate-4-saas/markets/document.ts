/** The OpenAPI document of the server, read as its readers would: by operation, with every reference followed. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { type App, expect } from 'backend-workbook/check'
import { API } from '../../25-gate-3-ecommerce/shop/asking.ts'

type Fields = Record<string, unknown>

const KEY = 'openapi.json'
const METHODS = ['get', 'put', 'post', 'delete', 'patch']

export interface Described {
  /** `GET /markets/{}/listings/{}` */
  name: string
  security: unknown[]
  hasBody: boolean
  /** The schema of a JSON request body; undefined where there is none. */
  request: ValidateFunction | undefined
  /** The schema of a JSON answer; undefined where the document has no such status, or no schema for it. */
  answer: (status: number) => { isThere: boolean; schema: ValidateFunction | undefined }
}

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})

export async function documentOf(app: App): Promise<Fields> {
  const response = await app.fetch('/openapi.json')
  expect(response.status, 'the status of GET /openapi.json').toBe(200)
  const type = response.headers.get('content-type')
  expect(type, 'the Content-Type of GET /openapi.json').toMatch(/^application\/(?:.+\+)?json/)
  return fieldsOf(JSON.parse(await response.text()))
}

/** `/markets/:market` or `/api/v1/markets/{id}`: only the places of parameters matter. */
export const plainPath = (path: string) => path.replace(/\{[^}]*\}|:[A-Za-z]\w*/g, '{}').replace(/\/$/, '')

/** All operations below `/api/v1`, by their names. */
export function operationsOf(document: Fields): Map<string, Described> {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true, validateSchema: false })
  ajv.addSchema(document, KEY)
  const servers = Array.isArray(document['servers']) ? document['servers'] : []
  const base = basePath(fieldsOf(servers[0])['url'])
  const found = new Map<string, Described>()
  for (const [path, given] of Object.entries(fieldsOf(document['paths']))) {
    const item = follow(document, given, ['paths', path])
    for (const method of METHODS) {
      if (!(method in item.value)) continue
      const name = `${method.toUpperCase()} ${plainPath(base + path).replace(API, '')}`
      found.set(name, describe(document, ajv, name, step(document, item, method)))
    }
  }
  return found
}

function basePath(url: unknown): string {
  if (typeof url !== 'string') return ''
  return new URL(url, 'http://localhost').pathname.replace(/\/$/, '')
}

/** A part of the document, and where it stands. */
interface Part {
  value: Fields
  place: string[]
}

function follow(document: Fields, value: unknown, place: string[], depth = 0): Part {
  const reference = fieldsOf(value)['$ref']
  if (typeof reference !== 'string' || !reference.startsWith('#/') || depth > 10)
    return { value: fieldsOf(value), place }
  const names = reference
    .slice(2)
    .split('/')
    .map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'))
  const target = names.reduce<unknown>((part, name) => fieldsOf(part)[name], document)
  return follow(document, target, names, depth + 1)
}

const step = (document: Fields, { value, place }: Part, name: string) => follow(document, value[name], [...place, name])

function describe(document: Fields, ajv: Ajv2020, name: string, operation: Part): Described {
  const { value } = operation
  const body = step(document, operation, 'requestBody')
  const responses = step(document, operation, 'responses')
  const security = value['security'] ?? document['security'] ?? []
  return {
    ...{ name, security: Array.isArray(security) ? security : [], hasBody: 'requestBody' in value },
    request: jsonSchema(document, ajv, body),
    answer: (status) => {
      const key = [String(status), `${Math.floor(status / 100)}XX`, 'default'].find((each) => each in responses.value)
      if (key === undefined) return { isThere: false, schema: undefined }
      return { isThere: true, schema: jsonSchema(document, ajv, step(document, responses, key)) }
    },
  }
}

function jsonSchema(document: Fields, ajv: Ajv2020, part: Part): ValidateFunction | undefined {
  const content = step(document, part, 'content')
  const type = Object.keys(content.value).find((each) => /^application\/json(?:;|$)/.test(each))
  if (type === undefined) return undefined
  const { value, place } = step(document, content, type)
  if (!('schema' in value)) return undefined
  const pointer = [...place, 'schema'].map((each) =>
    encodeURIComponent(each.replaceAll('~', '~0').replaceAll('/', '~1')),
  )
  return ajv.compile({ $ref: `${KEY}#/${pointer.join('/')}` })
}

/** `must have required property 'id' at /data` */
export function whyNot(schema: ValidateFunction, value: unknown): string[] {
  if (schema(value)) return []
  return (schema.errors ?? []).map(({ message, instancePath }) => `${message} at ${instancePath || '/'}`)
}
