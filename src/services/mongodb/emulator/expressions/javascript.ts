import { createContext, Script } from 'node:vm'
import { BSONRegExp, Code, Decimal128, Double, Long, ObjectId, Timestamp } from 'bson'
import { ServerError } from '../errors.ts'
import { type Doc, double, isDoc, setOwn, typeName, type Value } from '../values/bson.ts'
import { valuesOf } from './arguments.ts'
import type { Expression, Operator } from './expression.ts'

/** MongoDB ends a function that runs too long only with the whole operation; here each call has this long, in ms. */
const TIME_LIMIT = 5000

const INTERPRETER_FAILURE = 139

/** A function of the manual's JavaScript: its arguments and its `this` are BSON values, and so is what it returns. */
export type JavaScript = (values: Value[], self?: Value) => Value

/** @throws ServerError 139 for a text that is no function, and for one that throws */
export function compileJavaScript(body: Value): JavaScript {
  const source = body instanceof Code ? String(body.code) : String(body)
  const sandbox: Doc = { ...GLOBALS }
  const context = createContext(sandbox, { codeGeneration: { strings: false, wasm: false } })
  const call = scriptOf('$$function.apply($$this, $$values)')
  const text = /^\s*(async\s+)?function\b|=>/.test(source) ? source : `function () { return ${source} }`
  run(() => scriptOf(`$$function = (${text})`).runInContext(context))
  if (typeof sandbox['$$function'] !== 'function')
    throw new ServerError(INTERPRETER_FAILURE, `${source} is no function`)
  return (values, self = null) => {
    sandbox['$$values'] = values.map(toJavaScript)
    sandbox['$$this'] = toJavaScript(self)
    return fromJavaScript(run(() => call.runInContext(context, { timeout: TIME_LIMIT })))
  }
}

const GLOBALS: Doc = {
  ISODate: (text?: string) => (text === undefined ? new Date() : new Date(text)),
  NumberInt: Number,
  NumberLong: (value: number | string) => Long.fromString(String(value)),
  NumberDecimal: (value: number | string) => Decimal128.fromString(String(value)),
  ObjectId: (text?: string) => new ObjectId(text),
  Timestamp: (t: number, i: number) => new Timestamp({ t, i }),
  print: () => undefined,
  tojson: (value: unknown) => JSON.stringify(value),
}

function scriptOf(source: string): Script {
  try {
    return new Script(source, { filename: '$function' })
  } catch (cause) {
    throw failure(cause)
  }
}

function run(call: () => unknown): unknown {
  try {
    return call()
  } catch (cause) {
    throw failure(cause)
  }
}

function failure(cause: unknown): ServerError {
  // An error of the sandbox is of another realm: it has a name and a message, and is no instance of Error here.
  const { name = 'Error', message = String(cause) } = (cause ?? {}) as { name?: string; message?: string }
  return new ServerError(INTERPRETER_FAILURE, `${name}: ${message}`)
}

function toJavaScript(value: Value): unknown {
  if (value instanceof Double) return value.value
  if (value instanceof Long) return Number.isSafeInteger(value.toNumber()) ? value.toNumber() : value
  if (value instanceof BSONRegExp) return new RegExp(value.pattern, value.options.replace(/[^gimsuy]/g, ''))
  if (Array.isArray(value)) return value.map(toJavaScript)
  return isDoc(value) ? mapped(value, toJavaScript) : value
}

/** A number of JavaScript's is a double, as in MongoDB. */
function fromJavaScript(value: unknown): Value {
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') return null
  if (typeof value === 'number') return double(value)
  if (typeof value === 'bigint') return Long.fromBigInt(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(fromJavaScript)
  const kind = Object.prototype.toString.call(value)
  if (kind === '[object Date]') return new Date((value as Date).getTime())
  if (kind === '[object RegExp]') return new BSONRegExp((value as RegExp).source, (value as RegExp).flags)
  return '_bsontype' in value ? value : mapped(value as Doc, fromJavaScript)
}

function mapped(doc: Doc, change: (value: Value) => Value): Doc {
  const result: Doc = {}
  for (const key of Object.keys(doc)) setOwn(result, key, change(doc[key]))
  return result
}

/** docs: "$function". */
export const JAVASCRIPT: Record<string, Operator> = {
  $function: (argument, { compile }) => {
    if (!isDoc(argument))
      throw new ServerError(4660800, `$function requires an object as an argument, found: ${typeName(argument)}`)
    const { body, args, lang } = argument
    if (body === undefined) throw new ServerError(4660801, 'The body function must be specified.')
    if (args === undefined) throw new ServerError(4660802, 'The args field must be specified.')
    if (lang === undefined) throw new ServerError(4660803, 'The lang field must be specified.')
    if (lang !== 'js') throw new ServerError(4660804, "Currently the only supported language specifier is 'js'.")
    if (typeof body !== 'string' && !(body instanceof Code))
      throw new ServerError(4660801, 'The body function must be a string or code.')
    const call = compileJavaScript(body)
    const list: Expression = compile(args)
    const parts = Array.isArray(args) ? args.map((part) => compile(part)) : undefined
    return {
      evaluate: (doc) => {
        const values = parts ? valuesOf(parts, doc) : list.evaluate(doc)
        if (!Array.isArray(values)) throw new ServerError(4660805, 'The args field must be of type array')
        return call(values)
      },
      constant: false,
    }
  },
}
