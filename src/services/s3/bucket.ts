import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { OpenUpload, Piece, StoredObject } from './object.ts'
import { Refusal } from './refusal.ts'

/** What one run keeps: which objects there are stands in memory, their bytes in files. */
export class Bucket {
  readonly name: string
  readonly uploads = new Map<string, OpenUpload>()
  readonly #folder: string
  readonly #objects = new Map<string, StoredObject>()
  #files = 0

  constructor(name: string, folder: string) {
    this.name = name
    this.#folder = folder
  }

  /** For the next piece that comes in. */
  newFile(): string {
    this.#files += 1
    return join(this.#folder, String(this.#files))
  }

  get objects(): StoredObject[] {
    return [...this.#objects.values()]
  }

  find(key: string): StoredObject | undefined {
    return this.#objects.get(key)
  }

  /** @throws Refusal when there is none */
  get(key: string): StoredObject {
    const found = this.#objects.get(key)
    if (!found) throw new Refusal('NoSuchKey', 'The specified key does not exist.', { Key: key })
    return found
  }

  put(object: StoredObject): void {
    this.delete(object.key)
    this.#objects.set(object.key, object)
  }

  delete(key: string): void {
    const { pieces = [] } = this.#objects.get(key) ?? {}
    this.#objects.delete(key)
    discard(pieces)
  }

  /** @throws Refusal when it was never begun, or has ended */
  upload(id: string, key: string): OpenUpload {
    const found = this.uploads.get(id)
    if (found?.key === key) return found
    const message =
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.'
    throw new Refusal('NoSuchUpload', message, { UploadId: id })
  }

  begin(upload: Omit<OpenUpload, 'id' | 'parts'>): OpenUpload {
    const begun = { ...upload, id: randomBytes(24).toString('base64url'), parts: new Map() }
    this.uploads.set(begun.id, begun)
    return begun
  }

  /** Forgets an upload, and the bytes of those parts that are not `kept`. */
  end({ id, parts }: OpenUpload, kept: Piece[] = []): void {
    this.uploads.delete(id)
    discard([...parts.values()].filter((part) => !kept.includes(part)))
  }
}

/** Readers that are under way keep what they have opened; the folder goes with the service. */
export function discard(pieces: Piece[]): void {
  for (const { file } of pieces) void rm(file, { force: true }).catch(() => undefined)
}

/** From `start` to `end`, both included. */
export async function* bytesOf(pieces: Piece[], start: number, end: number): AsyncGenerator<Buffer> {
  let offset = 0
  for (const { file, size } of pieces) {
    const [from, to] = [Math.max(start - offset, 0), Math.min(end - offset, size - 1)]
    if (from <= to) yield* createReadStream(file, { start: from, end: to })
    offset += size
  }
}
