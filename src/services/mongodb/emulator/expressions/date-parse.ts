import { ServerError } from '../errors.ts'
import { typeName, type Value } from '../values/bson.ts'
import { print } from '../values/print.ts'
import { namedArguments } from './arguments.ts'
import { folded, isNothing, type Operator } from './expression.ts'
import { compileFormat, parseFormatted } from './formatted-date.ts'
import { parseDate } from './free-date.ts'
import { timeZoneArgument, UTC } from './time-zone.ts'

export const DATE_PARSE: Record<string, Operator> = {
  $dateFromString: (argument, { name, compile }) => {
    const given = namedArguments(argument, name, {
      object: 40540,
      unknown: 40541,
      required: { dateString: 40542 },
      optional: ['format', 'timezone', 'onNull', 'onError'],
    })
    const part = (key: string) => (key in given ? compile(given[key]) : undefined)
    const text = compile(given['dateString'])
    const [format, zone, onNull, onError] = [part('format'), part('timezone'), part('onNull'), part('onError')]
    return folded(
      (doc) => {
        const value = text.evaluate(doc)
        const wanted = format ? formatArgument(format.evaluate(doc)) : undefined
        const found = zone ? timeZoneArgument(zone.evaluate(doc)) : UTC
        if (isNothing(value)) return onNull ? onNull.evaluate(doc) : null
        try {
          if (typeof value !== 'string') throw notText(value)
          if (!found || wanted === null) return null
          return wanted === undefined ? parseDate(value, found) : parseFormatted(value, wanted, found)
        } catch (error) {
          if (onError && error instanceof ServerError && error.code === 241) return onError.evaluate(doc)
          throw error
        }
      },
      [text, format, zone, onNull, onError],
    )
  },
}

function notText(value: Value): ServerError {
  return new ServerError(
    241,
    `$dateFromString requires that 'dateString' be a string, found: ${typeName(value)} with value ${print(value)}`,
  )
}

function formatArgument(value: Value): string | null {
  if (isNothing(value)) return null
  if (typeof value !== 'string')
    throw new ServerError(
      40684,
      `$dateFromString requires that 'format' be a string, found: ${typeName(value)} with value ${print(value)}`,
    )
  compileFormat(value)
  return value
}
