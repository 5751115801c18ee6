import { Long } from 'bson'
import { ServerError } from './errors.ts'
import type { Doc } from './values/bson.ts'
import { sizeOf } from './values/encode.ts'

const FIRST_BATCH = 101
const BATCH_BYTES = 16 * 1024 * 1024

/** More documents of an answer, on demand. */
export interface Source {
  /** Up to `count` documents (0: as many as fit), waiting up to `ms` when there are none yet. */
  take: (count: number, ms: number) => Promise<Doc[]>
  isOver: () => boolean
  /** More fields of the reply, such as the place to resume at. */
  more?: () => Doc
}

interface Cursor {
  namespace: string
  source: Source
}

/** The answers that clients have not read to their end. */
export class Cursors {
  private readonly open = new Map<string, Cursor>()
  private last = 1000n + BigInt(Date.now()) * 1000n

  /** The `cursor` field of a reply, with the first documents. */
  async first(namespace: string, source: Source, batchSize: number | undefined, ms = 0): Promise<Doc> {
    const firstBatch = batchSize === 0 ? [] : await source.take(batchSize ?? FIRST_BATCH, ms)
    const id = source.isOver() ? 0n : ++this.last
    if (id !== 0n) this.open.set(id.toString(), { namespace, source })
    return { firstBatch, ...source.more?.(), id: Long.fromBigInt(id), ns: namespace }
  }

  /** @throws ServerError 43 when the cursor is read to its end, killed, or never was */
  async next(id: Long, batchSize: number, ms: number): Promise<Doc> {
    const cursor = this.open.get(id.toString())
    if (!cursor) throw new ServerError(43, `cursor id ${id} not found`)
    const nextBatch = await cursor.source.take(batchSize, ms)
    if (!this.open.has(id.toString())) throw new ServerError(237, `cursor id ${id} was killed`)
    const isOver = cursor.source.isOver()
    if (isOver) this.open.delete(id.toString())
    return { nextBatch, ...cursor.source.more?.(), id: isOver ? Long.ZERO : id, ns: cursor.namespace }
  }

  /** False when there is no such cursor. */
  kill(id: Long): boolean {
    return this.open.delete(id.toString())
  }
}

/** Documents that are all known already. */
export function listSource(docs: Iterable<Doc>): Source {
  const list = Array.isArray(docs) ? (docs as Doc[]) : [...docs]
  let at = 0
  return {
    async take(count) {
      const end = count > 0 ? Math.min(list.length, at + count) : list.length
      const batch: Doc[] = []
      for (let bytes = 0; at < end; at++) {
        const doc = list[at] as Doc
        bytes += sizeOf(doc)
        if (bytes > BATCH_BYTES && batch.length > 0) break
        batch.push(doc)
      }
      return batch
    },
    isOver: () => at >= list.length,
  }
}
