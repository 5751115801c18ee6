import { isDoc, type Value } from './bson.ts'

/**
 * All that a dotted path leads to, through arrays as queries go through them: `items.price` reaches the price of each
 * item. Arrays at the end are not opened. A document without the field gives undefined.
 */
export function reach(doc: Value, parts: string[], out: Value[] = [], from = 0): Value[] {
  const part = parts[from]
  if (part === undefined) {
    out.push(doc)
  } else if (Array.isArray(doc)) {
    if (isIndex(part) && Number(part) < doc.length) reach(doc[Number(part)], parts, out, from + 1)
    for (const item of doc) if (isDoc(item)) reach(item, parts, out, from)
  } else if (isDoc(doc) && Object.hasOwn(doc, part)) {
    reach(doc[part], parts, out, from + 1)
  } else {
    out.push(undefined)
  }
  return out
}

export function isIndex(part: string): boolean {
  return /^(0|[1-9]\d*)$/.test(part)
}

/** True when one of the paths is the other or leads to it. */
export function overlap(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`)
}
