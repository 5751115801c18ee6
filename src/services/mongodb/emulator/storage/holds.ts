import type { BtreeIndex, KeyChange } from '../index/btree.ts'
import { collated } from '../values/collation.ts'
import { keyOf } from '../values/compare.ts'

/** Somebody whom others have to wait for. */
export interface Holder {
  ended: () => Promise<void>
}

interface Held {
  documents: Map<number, Holder>
  keys: Map<string, Holder>
}

/** What open transactions have written of a collection: its documents, and the keys of its unique indexes. */
const holds = new WeakMap<object, Held>()

export function holdDocument(collection: object, id: number, holder: Holder): void {
  heldOf(collection).documents.set(id, holder)
}

/** Keys that it leaves are held like those that it takes: an abort would bring them back. */
export function holdKeys(collection: object, index: BtreeIndex, change: KeyChange, holder: Holder): void {
  if (!index.refusesDuplicates) return
  const { keys } = heldOf(collection)
  for (const name of keyNames(index, change)) keys.set(name, holder)
}

export function holderOfDocument(collection: object, id: number): Holder | undefined {
  return holds.get(collection)?.documents.get(id)
}

export function holderOfKeys(collection: object, index: BtreeIndex, change: KeyChange): Holder | undefined {
  const keys = holds.get(collection)?.keys
  if (!keys || keys.size === 0 || !index.refusesDuplicates) return undefined
  return keyNames(index, change)
    .map((name) => keys.get(name))
    .find((holder) => holder !== undefined)
}

/** Asked first, so that writes cost nothing more while no transaction is open. */
export function hasHeldKeys(collection: object): boolean {
  return (holds.get(collection)?.keys.size ?? 0) > 0
}

/** Lets go of all that a holder has of a collection. */
export function release(collection: object, holder: Holder): void {
  const held = holds.get(collection)
  if (!held) return
  for (const [id, other] of held.documents) if (other === holder) held.documents.delete(id)
  for (const [name, other] of held.keys) if (other === holder) held.keys.delete(name)
}

function keyNames({ spec }: BtreeIndex, { removed, added }: KeyChange): string[] {
  return collated(spec.collation, () => [...removed, ...added].map((key) => `${spec.name}\0${keyOf(key)}`))
}

function heldOf(collection: object): Held {
  const held = holds.get(collection) ?? { documents: new Map(), keys: new Map() }
  holds.set(collection, held)
  return held
}
