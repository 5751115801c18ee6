import type { SeenRequest } from './desk.ts'
import type { Realm } from './realm.ts'

/** What a store holds, and what was asked of it. */
export interface StoreReport {
  /** The oldest first. */
  requests: SeenRequest[]
  objects: {
    key: string
    size: number
    etag: string
    /** `content-type` and the like, as they were sent. */
    headers: Record<string, string>
    metadata: Record<string, string>
  }[]
  /** Neither completed nor aborted. */
  openUploads: { key: string; id: string; parts: number; bytes: number }[]
}

export function reportOf({ desk, bucket }: Realm): StoreReport {
  return {
    requests: desk.seen,
    objects: bucket.objects.map(({ key, size, etag, system, metadata }) => ({
      key,
      size,
      etag,
      headers: system,
      metadata,
    })),
    openUploads: [...bucket.uploads.values()].map(({ key, id, parts }) => ({
      key,
      id,
      parts: parts.size,
      bytes: [...parts.values()].reduce((sum, { size }) => sum + size, 0),
    })),
  }
}
