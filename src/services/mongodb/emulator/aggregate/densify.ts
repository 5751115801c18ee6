import { failedToParse, ServerError, typeMismatch } from '../errors.ts'
import { addUnits, isUnit, type Unit } from '../expressions/date-math.ts'
import { follow } from '../expressions/path.ts'
import { UTC } from '../expressions/time-zone.ts'
import { addToTree, type FieldTree, withFields } from '../query/field-tree.ts'
import { type Doc, isDoc, typeName, type Value } from '../values/bson.ts'
import { compareValues } from '../values/compare.ts'
import { add, approximate, type BsonNumber, isNumeric } from '../values/numbers.ts'
import { print } from '../values/print.ts'
import { partitionByNames } from './fill.ts'
import type { CompileStage } from './stage.ts'
import { partitioner } from './window/partition.ts'

/** A number or a date on the axis that is filled. */
type Place = BsonNumber | Date

interface Range {
  step: BsonNumber
  unit: Unit | undefined
  bounds: 'full' | 'partition' | [Place, Place]
}

/** No more documents than MongoDB makes before it gives up (docs: "$densify", Behavior). */
const MOST = 500_000

/** Documents for the values that are missing between others (docs: "$densify"). */
export const densify: CompileStage = (argument, { variables }) => {
  const { field, names, range } = checked(argument)
  const parts = field.split('.')
  const by = names.length > 0 ? partitionByNames(names, '$densify') : undefined
  const partitions = partitioner(by, [], variables)
  return (docs) => {
    const groups = partitions(docs).map((group) => split(group, parts, range))
    if (groups.length === 0) groups.push({ rest: [], placed: [] })
    const { bounds } = range
    const all = bounds === 'full' ? extent(groups.flatMap(({ placed }) => placed)) : undefined
    const filled = groups.map(({ rest, placed }) => {
      const [from, to] = bounds === 'partition' ? (extent(placed) ?? []) : bounds === 'full' ? (all ?? []) : bounds
      const template = templateOf(placed[0]?.doc ?? rest[0] ?? {}, names)
      const made = from === undefined || to === undefined ? [] : missing(placed, from, to, range)
      return {
        rest,
        placed: ordered([...placed, ...made.map((place) => ({ place, doc: withPlace(template, field, place) }))]),
      }
    })
    if (bounds === 'partition') return filled.flatMap(({ rest, placed }) => [...rest, ...placed.map(({ doc }) => doc)])
    return [
      ...filled.flatMap(({ rest }) => rest),
      ...ordered(filled.flatMap(({ placed }) => placed)).map(({ doc }) => doc),
    ]
  }
}

interface Placed {
  place: Place
  doc: Doc
}

function ordered(list: Placed[]): Placed[] {
  return list.sort((a, b) => compareValues(a.place, b.place))
}

function checked(argument: Value): { field: string; names: string[]; range: Range } {
  if (!isDoc(argument))
    throw new ServerError(5733200, `The $densify stage specification must be an object, found ${typeName(argument)}`)
  const stray = Object.keys(argument).find((key) => !['field', 'partitionByFields', 'range'].includes(key))
  if (stray !== undefined) throw new ServerError(40415, `BSON field '$densify.${stray}' is an unknown field.`)
  const { field, partitionByFields: names = [], range } = argument
  for (const key of ['field', 'range'])
    if (!(key in argument)) throw new ServerError(40414, `BSON field '$densify.${key}' is missing but a required field`)
  if (typeof field !== 'string')
    throw new ServerError(14, `BSON field '$densify.field' is the wrong type '${typeName(field)}'`)
  if (field.startsWith('$')) throw new ServerError(16410, "FieldPath field names may not start with '$'.")
  partitionByNames(names, '$densify')
  checkPartitions(field, names as string[], range)
  return { field, names: names as string[], range: rangeOf(range) }
}

function checkPartitions(field: string, names: string[], range: Value): void {
  if (names.some((name) => name === field || name.startsWith(`${field}.`)))
    throw new ServerError(8993000, "BSON field '$densify.partitionByFields' contains the field that is being densified")
  if (names.length === 0 && isDoc(range) && range['bounds'] === 'partition')
    throw new ServerError(
      5733408,
      "one may not specify the bounds as 'partition' without specifying a non-empty array of partitionByFields.",
    )
}

function rangeOf(value: Value): Range {
  if (!isDoc(value)) throw new ServerError(14, `BSON field '$densify.range' is the wrong type '${typeName(value)}'`)
  const { step, unit, bounds } = value
  if (!('step' in value))
    throw new ServerError(40414, "BSON field '$densify.range.step' is missing but a required field")
  if (!('bounds' in value))
    throw new ServerError(40414, "BSON field '$densify.range.bounds' is missing but a required field")
  if (!isNumeric(step)) throw typeMismatch(`BSON field '$densify.range.step' is the wrong type '${typeName(step)}'`)
  if (approximate(step) <= 0)
    throw new ServerError(5733401, 'the step parameter in a range statement must be a strictly positive numeric value')
  if (unit !== undefined && typeof unit !== 'string')
    throw typeMismatch(`BSON field '$densify.range.unit' is the wrong type '${typeName(unit)}', expected type 'string'`)
  if (unit !== undefined && !isUnit(unit)) throw failedToParse(`unknown time unit value: ${print(unit)}`)
  if (unit !== undefined && !Number.isInteger(approximate(step)))
    throw new ServerError(
      6586400,
      'the step parameter in a range statement must be a whole number when densifying a date range',
    )
  if (bounds === 'full' || bounds === 'partition') return { step, unit, bounds }
  if (typeof bounds === 'string') throw new ServerError(5946802, "Bounds string must either be 'full' or 'partition'")
  if (!Array.isArray(bounds) || bounds.length !== 2)
    throw new ServerError(
      5733403,
      "a bounding array in a range statement must have exactly two elements, or be 'full' or 'partition'",
    )
  return { step, unit, bounds: endsOf(bounds as [Value, Value], unit) }
}

const ASCENDING = 'a bounding array must be an ascending array of either two dates or two numbers'

function endsOf([low, high]: [Value, Value], unit: Unit | undefined): [Place, Place] {
  if (isNumeric(low)) {
    if (!isNumeric(high))
      throw new ServerError(5733406, 'a bounding array must contain either both dates or both numeric types')
    if (unit !== undefined) throw new ServerError(5733409, 'numeric bounds may not have unit parameter')
  } else if (low instanceof Date && high instanceof Date) {
    if (unit === undefined) throw new ServerError(5733410, 'date bounds must have a unit parameter')
  } else throw new ServerError(5733402, ASCENDING)
  if (compareValues(low, high) > 0) throw new ServerError(5733402, ASCENDING)
  return [low, high as Place]
}

/** Documents that have the field, and those that have not, which pass as they are. */
function split(docs: Doc[], parts: string[], { unit }: Range): { rest: Doc[]; placed: Placed[] } {
  const [rest, placed]: [Doc[], Placed[]] = [[], []]
  for (const doc of docs) {
    const place = follow(doc, parts)
    if (place === null || place === undefined) {
      rest.push(doc)
      continue
    }
    if (!(place instanceof Date) && !isNumeric(place))
      throw new ServerError(5733201, `Densify field type must be numeric or a date, but found ${typeName(place)}`)
    if (place instanceof Date && unit === undefined)
      throw new ServerError(
        6053600,
        'Encountered date densify value in collection when step does not have a date unit.',
      )
    if (!(place instanceof Date) && unit !== undefined)
      throw new ServerError(6053600, 'Encountered numeric densify value in collection when step has a date unit.')
    placed.push({ place, doc })
  }
  return { rest, placed: ordered(placed) }
}

function extent(placed: Placed[]): [Place, Place] | undefined {
  const list = placed.map(({ place }) => place).sort(compareValues)
  const [first, last] = [list[0], list.at(-1)]
  return first === undefined || last === undefined ? undefined : [first, last]
}

/** The places on the grid that begins at the lower bound, without those that are taken; the upper bound is none of them. */
function missing(placed: Placed[], from: Place, to: Place, { step, unit }: Range): Place[] {
  const made: Place[] = []
  let taken = 0
  for (let at = from; compareValues(at, to) < 0; at = next(at, step, unit)) {
    while (taken < placed.length && compareValues(placed[taken]?.place, at) < 0) taken++
    if (compareValues(placed[taken]?.place, at) !== 0) made.push(at)
    if (made.length > MOST)
      throw new ServerError(
        5897900,
        `Generated ${made.length} documents in $densify, which is over the limit of ${MOST}`,
      )
  }
  return made
}

function next(at: Place, step: BsonNumber, unit: Unit | undefined): Place {
  return at instanceof Date ? addUnits(at, unit ?? 'millisecond', approximate(step), UTC) : add(at, step)
}

function templateOf(doc: Doc, names: string[]): Doc {
  const tree: FieldTree = new Map()
  for (const name of names) addToTree(tree, name, () => follow(doc, name.split('.')), 5733408)
  return withFields({}, tree, doc)
}

function withPlace(template: Doc, field: string, place: Place): Doc {
  const tree: FieldTree = new Map()
  addToTree(tree, field, () => place, 5733408)
  return withFields(template, tree, template)
}
