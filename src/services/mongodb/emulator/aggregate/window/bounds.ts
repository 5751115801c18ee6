import { failedToParse, ServerError } from '../../errors.ts'
import { compileExpression } from '../../expressions/compile.ts'
import { addUnits, isUnit, type Unit } from '../../expressions/date-math.ts'
import { follow } from '../../expressions/path.ts'
import { UTC } from '../../expressions/time-zone.ts'
import type { SortField } from '../../query/sort.ts'
import { type Doc, isDoc, typeName, type Value } from '../../values/bson.ts'
import { approximate, isNumeric, isWhole } from '../../values/numbers.ts'
import { print } from '../../values/print.ts'

/** From which to before which document of a partition the window of each document goes. */
export type Windows = (docs: Doc[]) => { from: (i: number) => number; to: (i: number) => number }

type Bound = 'unbounded' | 'current' | number

export interface WindowSpec {
  windows: Windows
  /** True when it begins with the partition, so that a running summary serves it. */
  growsOnly: boolean
  /** True when it is the whole partition. */
  isWhole: boolean
}

const WHOLE: WindowSpec = {
  windows: (docs) => ({ from: () => 0, to: () => docs.length }),
  growsOnly: true,
  isWhole: true,
}

/** @throws ServerError 9, 5339900, 5339901, 5339902 for bounds that are none */
export function compileWindow(spec: Value, order: SortField[]): WindowSpec {
  if (spec === undefined) return WHOLE
  if (!isDoc(spec)) throw failedToParse(`'window' field must be an object`)
  const stray = Object.keys(spec).find((key) => !['documents', 'range', 'unit'].includes(key))
  if (stray !== undefined) throw failedToParse(`'window' field that is not 'documents', 'range' or 'unit': ${stray}`)
  const { documents, range, unit } = spec
  if (documents !== undefined && (range !== undefined || unit !== undefined))
    throw failedToParse("Window bounds can specify either 'documents' or 'unit', not both.")
  if (documents === undefined && range === undefined) {
    if (unit !== undefined) throw failedToParse("Window bounds: 'unit' needs a 'range'")
    return WHOLE
  }
  return documents === undefined ? byRange(range, unit, order) : byPosition(documents, order)
}

function boundsOf(value: Value, isWholeNeeded: boolean): [Bound, Bound] {
  if (!Array.isArray(value) || value.length !== 2)
    throw failedToParse(`Window bounds must be a 2-element array: ${print(value)}`)
  const [lower, upper] = value.map((given): Bound => {
    if (given === 'unbounded' || given === 'current') return given
    const bound = compileExpression(given)({})
    if (!isNumeric(bound))
      throw failedToParse(`Numeric window bounds, 'unbounded' or 'current' expected: ${print(bound)}`)
    if (isWholeNeeded && !isWhole(bound))
      throw failedToParse(`Numeric document-based bounds must be an integer: ${print(bound)}`)
    return approximate(bound)
  }) as [Bound, Bound]
  if (number(lower) > number(upper, true))
    throw new ServerError(5339900, `Lower bound must not exceed upper bound: ${print(value)}`)
  return [lower, upper]
}

function number(bound: Bound, isUpper = false): number {
  if (bound === 'current') return 0
  if (bound !== 'unbounded') return bound
  return isUpper ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
}

function byPosition(documents: Value, order: SortField[]): WindowSpec {
  const [lower, upper] = boundsOf(documents, true)
  const isWholePartition = lower === 'unbounded' && upper === 'unbounded'
  if (order.length === 0 && !isWholePartition) throw new ServerError(5339901, 'Document-based bounds require a sortBy')
  return {
    windows: ({ length }) => ({
      from: (i) => Math.max(0, lower === 'unbounded' ? 0 : Math.min(length, i + number(lower))),
      to: (i) => (upper === 'unbounded' ? length : Math.max(0, Math.min(length, i + number(upper) + 1))),
    }),
    growsOnly: lower === 'unbounded',
    isWhole: isWholePartition,
  }
}

function byRange(range: Value, unit: Value, order: SortField[]): WindowSpec {
  const [lower, upper] = boundsOf(range, unit !== undefined)
  if (unit !== undefined && !isUnit(unit)) throw failedToParse(`unknown time unit value: ${print(unit)}`)
  const isWholePartition = lower === 'unbounded' && upper === 'unbounded'
  const [field] = order
  if (order.length !== 1 || !field) throw new ServerError(5339902, 'Range-based bounds require sortBy a single field')
  if (!isWholePartition && field.direction !== 1)
    throw new ServerError(8947400, 'Range-based bounds require a non-descending sortBy field')
  if (isWholePartition) return WHOLE
  return {
    windows: (docs) =>
      rangeWindows(
        docs.map((doc) => position(follow(doc, field.parts), unit)),
        lower,
        upper,
        unit,
      ),
    growsOnly: lower === 'unbounded',
    isWhole: false,
  }
}

/** The value that a document is sorted by, in ms when there is a unit. */
function position(value: Value, unit: Unit | undefined): number {
  if (unit !== undefined) {
    if (value instanceof Date) return value.getTime()
    throw new ServerError(
      5429513,
      `Invalid range: Expected the sortBy field to be a Date, but it was ${typeName(value)}`,
    )
  }
  if (isNumeric(value)) return approximate(value)
  if (value instanceof Date)
    throw new ServerError(
      5429513,
      'Invalid range: For windows that involve date or time ranges, a unit must be provided.',
    )
  throw new ServerError(
    5429414,
    `Invalid range: Expected the sortBy field to be a number, but it was ${typeName(value)}`,
  )
}

/** Both ends only move forward, since positions are in order. */
function rangeWindows(positions: number[], lower: Bound, upper: Bound, unit: Unit | undefined): ReturnType<Windows> {
  const shifted = (at: number, bound: Bound) =>
    unit === undefined ? at + number(bound) : addUnits(new Date(at), unit, number(bound), UTC).getTime()
  const [from, to]: [number[], number[]] = [[], []]
  let [start, end] = [0, 0]
  for (const at of positions) {
    const [low, high] = [
      lower === 'unbounded' ? Number.NEGATIVE_INFINITY : shifted(at, lower),
      upper === 'unbounded' ? Number.POSITIVE_INFINITY : shifted(at, upper),
    ]
    while (start < positions.length && (positions[start] as number) < low) start++
    while (end < positions.length && (positions[end] as number) <= high) end++
    from.push(start)
    to.push(Math.max(start, end))
  }
  return { from: (i) => from[i] ?? 0, to: (i) => to[i] ?? 0 }
}
