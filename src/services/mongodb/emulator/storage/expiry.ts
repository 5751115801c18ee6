import { reach } from '../values/paths.ts'
import type { Catalog } from './catalog.ts'
import type { Collection } from './collection.ts'
import { holderOfDocument } from './holds.ts'
import { put } from './write.ts'

/** MongoDB looks every 60 seconds; nobody wants to wait that long to see it. */
const EVERY_MS = 1000

/** Deletes the documents whose time is over, by the TTL indexes. @returns what stops it */
export function startExpiry(catalog: Catalog): () => void {
  const timer = setInterval(() => expireAll(catalog), EVERY_MS).unref()
  return () => clearInterval(timer)
}

function expireAll(catalog: Catalog): void {
  for (const database of catalog.databaseNames()) {
    for (const collection of catalog.collections(database)) {
      for (const { spec } of collection.btrees) {
        const [field] = spec.fields
        if (spec.expireAfterSeconds !== undefined && field)
          expire(catalog, collection, field.parts, spec.expireAfterSeconds)
      }
    }
  }
}

/** Of several dates the earliest counts; a field without a date never expires (docs: "TTL Indexes"). */
function expire(catalog: Catalog, collection: Collection, path: string[], seconds: number): void {
  const limit = Date.now() - seconds * 1000
  for (const [id, doc] of collection.documents) {
    const dates = reach(doc, path)
      .flat()
      .filter((value) => value instanceof Date)
    const isOver = dates.some((date) => date.getTime() <= limit)
    if (isOver && !holderOfDocument(collection, id)) put({ catalog, collection }, id, undefined)
  }
}
