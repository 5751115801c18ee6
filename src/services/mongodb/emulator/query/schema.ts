import { badValue, failedToParse } from '../errors.ts'
import { type Doc, isDoc, toNumber, typeName, type Value } from '../values/bson.ts'
import { equalValues, keyOf } from '../values/compare.ts'
import { parseTypes } from './type-codes.ts'

/** A rule of a `$jsonSchema` that a value breaks, as the `details` of error 121 tell it. */
export type Violation = Doc
type Rule = (value: Value) => Violation | undefined

/** Keywords of JSON Schema draft 4 as MongoDB has them (docs: "$jsonSchema"). */
export function compileSchema(schema: Doc): (doc: Doc) => boolean {
  const rules = compileRules(schema)
  return (doc) => rules.every((rule) => rule(doc) === undefined)
}

export function violations(schema: Doc, doc: Doc): Violation[] {
  return broken(compileRules(schema), doc)
}

function broken(rules: Rule[], value: Value): Violation[] {
  return rules.map((rule) => rule(value)).filter((violation) => violation !== undefined)
}

function compileRules(schema: Doc): Rule[] {
  return Object.keys(schema).flatMap((keyword) => compileKeyword(keyword, schema[keyword], schema) ?? [])
}

function compileKeyword(keyword: string, argument: Value, schema: Doc): Rule | undefined {
  const say = (value: Value, reason: string, more: Doc = {}): Violation => ({
    operatorName: keyword,
    specifiedAs: { [keyword]: argument },
    reason,
    consideredValue: value,
    ...more,
  })
  switch (keyword) {
    case 'bsonType':
    case 'type':
      return typeRule(keyword, argument, say)
    case 'required':
      return (value) => {
        const missing = isDoc(value) ? names(argument).filter((name) => !Object.hasOwn(value, name)) : []
        return missing.length > 0
          ? { operatorName: keyword, specifiedAs: { required: argument }, missingProperties: missing }
          : undefined
      }
    case 'properties':
      return propertiesRule(argument)
    case 'additionalProperties':
      return additionalRule(argument, schema)
    case 'items':
      return itemsRule(argument)
    case 'enum':
      return (value) =>
        (argument as Value[]).some((allowed) => equalValues(allowed, value))
          ? undefined
          : say(value, 'value was not found in enum')
    case 'minimum':
    case 'maximum':
    case 'multipleOf':
      return numberRule(keyword, argument, schema, say)
    case 'minLength':
    case 'maxLength':
    case 'pattern':
      return stringRule(keyword, argument, say)
    case 'minItems':
    case 'maxItems':
    case 'uniqueItems':
      return arrayRule(keyword, argument, say)
    case 'minProperties':
    case 'maxProperties':
      return (value) => {
        if (!isDoc(value)) return undefined
        const [count, limit] = [Object.keys(value).length, toNumber(argument) ?? 0]
        return (keyword === 'minProperties' ? count >= limit : count <= limit)
          ? undefined
          : say(value, 'specified number of properties was not satisfied')
      }
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
    case 'not':
      return combinedRule(keyword, argument)
    case 'title':
    case 'description':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return undefined
    default:
      throw failedToParse(`Unknown $jsonSchema keyword: ${keyword}`)
  }
}

type Say = (value: Value, reason: string, more?: Doc) => Violation

const JSON_TYPES: Record<string, string> = {
  boolean: 'bool',
  number: 'number',
  object: 'object',
  array: 'array',
  string: 'string',
  null: 'null',
}

function typeRule(keyword: string, argument: Value, say: Say): Rule {
  const wanted =
    keyword === 'type' ? [argument].flat().map((name) => JSON_TYPES[String(name)] ?? fail(String(name))) : argument
  const types = parseTypes(wanted)
  return (value) =>
    types.includes(typeName(value)) ? undefined : say(value, 'type did not match', { consideredType: typeName(value) })
}

function fail(name: string): never {
  throw badValue(`Unknown type name alias: ${name}`)
}

function propertiesRule(argument: Value): Rule {
  if (!isDoc(argument)) throw badValue("$jsonSchema keyword 'properties' must be an object")
  const properties = Object.keys(argument).map((name) => {
    const schema = argument[name] as Doc
    return { name, rules: compileRules(schema), description: schema['description'] }
  })
  return (value) => {
    if (!isDoc(value)) return undefined
    const unsatisfied = properties.flatMap(({ name, rules, description }) => {
      if (!Object.hasOwn(value, name)) return []
      const details = broken(rules, value[name])
      return details.length > 0
        ? [{ propertyName: name, ...(description !== undefined && { description }), details }]
        : []
    })
    return unsatisfied.length > 0 ? { operatorName: 'properties', propertiesNotSatisfied: unsatisfied } : undefined
  }
}

function additionalRule(argument: Value, schema: Doc): Rule {
  const known = new Set(Object.keys((schema['properties'] as Doc | undefined) ?? {}))
  const rules = isDoc(argument) ? compileRules(argument) : undefined
  return (value) => {
    if (!isDoc(value) || argument === true) return undefined
    const extra = Object.keys(value).filter((name) => !known.has(name))
    const bad = rules ? extra.filter((name) => rules.some((rule) => rule(value[name]))) : extra
    if (bad.length === 0) return undefined
    return {
      operatorName: 'additionalProperties',
      specifiedAs: { additionalProperties: argument },
      additionalProperties: bad,
    }
  }
}

function itemsRule(argument: Value): Rule {
  const rules = compileRules(argument as Doc)
  return (value) => {
    if (!Array.isArray(value)) return undefined
    const at = value.findIndex((item) => rules.some((rule) => rule(item)))
    if (at < 0) return undefined
    return {
      operatorName: 'items',
      reason: 'At least one item did not match the sub-schema',
      itemIndex: at,
      details: broken(rules, value[at]),
    }
  }
}

function numberRule(keyword: string, argument: Value, schema: Doc, say: Say): Rule {
  const limit = toNumber(argument) ?? 0
  const strict = schema[keyword === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum'] === true
  return (value) => {
    const number = toNumber(value)
    if (number === undefined) return undefined
    if (keyword === 'multipleOf')
      return number % limit === 0 ? undefined : say(value, 'considered value is not a multiple of the specified value')
    const inside = keyword === 'minimum' ? number > limit : number < limit
    return inside || (!strict && number === limit) ? undefined : say(value, 'comparison failed')
  }
}

function stringRule(keyword: string, argument: Value, say: Say): Rule {
  const pattern = keyword === 'pattern' ? new RegExp(String(argument)) : undefined
  const limit = toNumber(argument) ?? 0
  return (value) => {
    if (typeof value !== 'string') return undefined
    if (pattern) return pattern.test(value) ? undefined : say(value, 'regular expression did not match')
    const length = [...value].length
    return (keyword === 'minLength' ? length >= limit : length <= limit)
      ? undefined
      : say(value, 'specified string length was not satisfied')
  }
}

function arrayRule(keyword: string, argument: Value, say: Say): Rule {
  const limit = toNumber(argument) ?? 0
  return (value) => {
    if (!Array.isArray(value)) return undefined
    if (keyword === 'uniqueItems') {
      const unique = argument !== true || new Set(value.map(keyOf)).size === value.length
      return unique ? undefined : say(value, 'found a duplicate item')
    }
    return (keyword === 'minItems' ? value.length >= limit : value.length <= limit)
      ? undefined
      : say(value, 'array did not match specified length')
  }
}

function combinedRule(keyword: string, argument: Value): Rule {
  const schemas = [argument].flat().map((schema) => compileRules(schema as Doc))
  return (value) => {
    const passed = schemas.filter((rules) => rules.every((rule) => !rule(value))).length
    const fine = { allOf: passed === schemas.length, anyOf: passed > 0, oneOf: passed === 1, not: passed === 0 }[
      keyword
    ]
    return fine ? undefined : { operatorName: keyword, reason: 'schemas did not match as they should', matched: passed }
  }
}

function names(value: Value): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
