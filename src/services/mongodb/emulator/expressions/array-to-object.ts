import { ServerError } from '../errors.ts'
import { type Doc, isDoc, setOwn, typeName, type Value } from '../values/bson.ts'
import { print } from '../values/print.ts'
import { isNothing } from './expression.ts'

export function toObject(list: Value): Value {
  if (isNothing(list)) return null
  if (!Array.isArray(list))
    throw new ServerError(40386, `$arrayToObject requires an array input, found: ${typeName(list)}`)
  const result: Doc = {}
  if (list.length === 0) return result
  const pairOf = Array.isArray(list[0]) ? pairOfList : pairOfDocument
  if (pairOf === pairOfDocument && !isDoc(list[0]))
    throw new ServerError(40398, `Unrecognised input type format for $arrayToObject: ${typeName(list[0])}`)
  for (const item of list) {
    const [key, value] = pairOf(item)
    if (key.includes('\0')) throw new ServerError(4940401, 'Key field cannot contain an embedded null byte')
    setOwn(result, key, value)
  }
  return result
}

const CONSISTENT = '$arrayToObject requires a consistent input format. Elements must all be arrays or all be objects.'

function pairOfList(item: Value): [string, Value] {
  if (!Array.isArray(item))
    throw new ServerError(40396, `${CONSISTENT} Array was detected, now found: ${typeName(item)}`)
  if (item.length !== 2)
    throw new ServerError(
      40397,
      `$arrayToObject requires an array of size 2 arrays,found array of size: ${item.length}`,
    )
  const [key, value] = item as [Value, Value]
  if (typeof key !== 'string')
    throw new ServerError(
      40395,
      `$arrayToObject requires an array of key-value pairs, where the key must be of type string. Found key type: ${typeName(key)}`,
    )
  return [key, value]
}

function pairOfDocument(item: Value): [string, Value] {
  if (!isDoc(item)) throw new ServerError(40391, `${CONSISTENT} Object was detected, now found: ${typeName(item)}`)
  const count = Object.keys(item).length
  if (count !== 2)
    throw new ServerError(
      40392,
      `$arrayToObject requires an object keys of 'k' and 'v'. Found incorrect number of keys:${count}`,
    )
  if (!('k' in item && 'v' in item))
    throw new ServerError(
      40393,
      `$arrayToObject requires an object with keys 'k' and 'v'. Missing either or both keys from: ${print(item)}`,
    )
  if (typeof item['k'] !== 'string')
    throw new ServerError(
      40394,
      `$arrayToObject requires an object with keys 'k' and 'v', where the value of 'k' must be of type string. Found type: ${typeName(item['k'])}`,
    )
  return [item['k'], item['v']]
}
