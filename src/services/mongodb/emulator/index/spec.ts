import { notEmulated, ServerError } from '../errors.ts'
import { type Doc, isDoc, toBoolean, toNumber, typeName, type Value } from '../values/bson.ts'
import { type Collation, parseCollation } from '../values/collation.ts'
import { identical } from '../values/compare.ts'

export interface IndexField {
  path: string
  parts: string[]
  direction: 1 | -1
}

/** An index as `createIndexes` describes it, checked. */
export interface IndexSpec {
  name: string
  key: Doc
  /** The fields that are sorted; of a text index none. */
  fields: IndexField[]
  /** Paths and weights of a text index; `$**` stands for every string. */
  text: Map<string, number> | undefined
  /** The paths before the words of a text index: a search has to give a value for each. */
  prefix: string[]
  unique: boolean
  /** Keeps out new documents that break it, without a word on those that are there. */
  prepareUnique: boolean
  sparse: boolean
  hidden: boolean
  partial: Doc | undefined
  expireAfterSeconds: number | undefined
  language: string
  /** The order of its texts; undefined for that of their bytes. */
  collation: Collation | undefined
  /** As `listIndexes` gives it. */
  listed: Doc
}

const OPTIONS = new Set([
  'key',
  'name',
  'unique',
  'prepareUnique',
  'sparse',
  'hidden',
  'partialFilterExpression',
  'expireAfterSeconds',
  'weights',
  'default_language',
  'language_override',
  'textIndexVersion',
  'background',
  'v',
  'ns',
  'collation',
  'storageEngine',
])

const ID_OPTIONS = new Set(['key', 'name', 'ns', 'v', 'background', 'collation'])

/** That of the ids, which every collection has. */
export function isIdKey(key: Doc): boolean {
  return Object.keys(key).length === 1 && toNumber(key['_id']) === 1
}

/** @throws ServerError for a specification that MongoDB refuses */
export function parseIndexSpec(spec: Value): IndexSpec {
  if (!isDoc(spec) || !isDoc(spec['key']))
    throw new ServerError(9, "The 'key' field is a required property of an index specification")
  const unknown = Object.keys(spec).find((name) => !OPTIONS.has(name))
  if (unknown)
    throw new ServerError(
      197,
      `The field '${unknown}' is not valid for an index specification. Specification: ${JSON.stringify(spec)}`,
    )
  const collation = parseCollation(spec['collation'])
  const key = spec['key']
  const paths = Object.keys(key)
  const stray = isIdKey(key) ? Object.keys(spec).find((name) => !ID_OPTIONS.has(name)) : undefined
  if (stray !== undefined)
    throw new ServerError(197, `The field '${stray}' is not valid for an _id index specification.`)
  if (paths.length === 0) throw cannotCreate('Index keys cannot be empty.')
  const text = paths.some((path) => key[path] === 'text') ? textWeights(key, spec['weights']) : undefined
  const fields = text ? [] : paths.map((path) => parseField(path, key[path]))
  const name =
    typeof spec['name'] === 'string' ? spec['name'] : paths.map((path) => `${path}_${String(key[path])}`).join('_')
  if (name === '' || name === '*') throw cannotCreate(`The index name '${name}' is not valid.`)
  if (toBoolean(spec['sparse']) && spec['partialFilterExpression'] !== undefined) {
    throw cannotCreate("cannot mix 'partialFilterExpression' and 'sparse' options")
  }
  return {
    name,
    key,
    fields,
    text,
    prefix: text
      ? paths.slice(
          0,
          paths.findIndex((path) => key[path] === 'text'),
        )
      : [],
    unique: toBoolean(spec['unique']),
    prepareUnique: toBoolean(spec['prepareUnique']),
    sparse: toBoolean(spec['sparse']),
    hidden: toBoolean(spec['hidden']),
    partial: isDoc(spec['partialFilterExpression']) ? spec['partialFilterExpression'] : undefined,
    expireAfterSeconds: expiry(spec['expireAfterSeconds'], key),
    language: typeof spec['default_language'] === 'string' ? spec['default_language'] : 'english',
    collation,
    listed: { ...listed(spec, key, name, text), ...(collation && { collation: collation.spec }) },
  }
}

function parseField(path: string, value: Value): IndexField {
  if (path === '' || path.split('.').includes('')) throw cannotCreate('Index keys cannot contain an empty field.')
  if (path.includes('$**')) throw notEmulated('wildcard indexes')
  if (path.startsWith('$')) throw cannotCreate(`Index key contains an illegal field name: field name starts with '$'.`)
  if (typeof value === 'string') {
    if (['2d', '2dsphere', 'hashed', 'geoHaystack'].includes(value)) throw notEmulated(`${value} indexes`)
    throw cannotCreate(`Unknown index plugin '${value}'`)
  }
  const number = toNumber(value)
  if (number === undefined)
    throw cannotCreate(
      `Values in v:2 index key pattern cannot be of type ${typeName(value)}. Only numbers > 0, numbers < 0, and strings are allowed.`,
    )
  if (number === 0 || Number.isNaN(number)) throw cannotCreate('Values in the index key pattern cannot be 0.')
  return { path, parts: path.split('.'), direction: number > 0 ? 1 : -1 }
}

function textWeights(key: Doc, weights: Value): Map<string, number> {
  const paths = Object.keys(key)
  const words = paths.filter((path) => key[path] === 'text')
  const first = paths.indexOf(words[0] ?? '')
  if (paths.slice(first, first + words.length).some((path) => key[path] !== 'text'))
    throw cannotCreate('text index fields must be adjacent to each other')
  for (const path of paths) if (key[path] !== 'text') parseField(path, key[path])
  const given = isDoc(weights) ? weights : {}
  return new Map([...words, ...Object.keys(given)].map((path) => [path, toNumber(given[path]) ?? 1]))
}

function expiry(value: Value, key: Doc): number | undefined {
  if (value === undefined) return undefined
  const seconds = toNumber(value)
  if (seconds === undefined || seconds < 0)
    throw cannotCreate(
      `TTL index 'expireAfterSeconds' option must be a number within an acceptable range, but received ${String(value)}.`,
    )
  if (Object.keys(key).length > 1)
    throw cannotCreate(
      `TTL indexes are single-field indexes, compound indexes do not support TTL. Index spec: ${JSON.stringify(key)}`,
    )
  return seconds
}

function listed(spec: Doc, key: Doc, name: string, text: Map<string, number> | undefined): Doc {
  const { key: _key, name: _name, v: _v, ns: _ns, background: _background, collation: _c, ...options } = spec
  if (!text) return { v: 2, key, name, ...options }
  return {
    v: 2,
    key: textKey(key),
    name,
    ...options,
    weights: Object.fromEntries(text),
    default_language: options['default_language'] ?? 'english',
    language_override: options['language_override'] ?? 'language',
    textIndexVersion: 3,
  }
}

/** The words of all fields are one key of the index. */
function textKey(key: Doc): Doc {
  const words = ['_fts', '_ftsx']
  const listed: Doc = {}
  for (const path of Object.keys(key)) {
    if (key[path] !== 'text') listed[path] = key[path]
    else for (const word of words) listed[word] = word === '_fts' ? 'text' : 1
  }
  return listed
}

function cannotCreate(message: string): ServerError {
  return new ServerError(67, message)
}

/** Whether creating `spec` is a repetition of `existing`. @throws ServerError when the two cannot be side by side */
export function isSameIndex(existing: IndexSpec, spec: IndexSpec): boolean {
  const isTwin = isTwinOf(existing, spec)
  const sameOptions = existing.expireAfterSeconds === spec.expireAfterSeconds
  const both = `Requested index: ${JSON.stringify(spec.listed)}, existing index: ${JSON.stringify(existing.listed)}`
  if (existing.name === spec.name) {
    if (isTwin && sameOptions) return true
    throw isTwin
      ? new ServerError(85, `An equivalent index already exists with the same name but different options. ${both}`)
      : new ServerError(
          86,
          `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. ${both}`,
        )
  }
  if (!isTwin) return false
  throw new ServerError(
    85,
    sameOptions
      ? `Index already exists with a different name: ${existing.name}`
      : `An equivalent index already exists with a different name and options. ${both}`,
  )
}

/** Two indexes that hold the same keys of the same documents, under the same rules. */
function isTwinOf(existing: IndexSpec, spec: IndexSpec): boolean {
  if (existing.text !== undefined && spec.text !== undefined) return true
  return (
    identicalKeys(existing.key, spec.key) &&
    existing.unique === spec.unique &&
    existing.sparse === spec.sparse &&
    existing.collation === spec.collation &&
    identical(existing.partial, spec.partial)
  )
}

function identicalKeys(a: Doc, b: Doc): boolean {
  const [keys, others] = [Object.keys(a), Object.keys(b)]
  return (
    keys.length === others.length &&
    keys.every(
      (key, i) => key === others[i] && toNumber(a[key]) === toNumber(b[key]) && typeof a[key] === typeof b[key],
    )
  )
}
