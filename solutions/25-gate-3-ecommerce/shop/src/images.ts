import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { Config } from './config.ts'
import { unavailable, unsupportedType } from './errors.ts'
import { log } from './log.ts'
import type { StoredImage } from './stores/products.ts'

const SIGNATURES: Record<string, Buffer> = {
  'image/png': Buffer.from('89504e470d0a1a0a', 'hex'),
  'image/jpeg': Buffer.from('ffd8ff', 'hex'),
}

/**
 * What the bytes are, whatever the client says that they are.
 * @throws AppError 415
 */
export function typeOf(bytes: Buffer): string {
  const found = Object.entries(SIGNATURES).find(([, start]) => bytes.subarray(0, start.length).equals(start))
  if (!found) throw unsupportedType()
  return found[0]
}

/** Files in the bucket. A key is used once: a new image never lies where an old one is still being read. */
export class Images {
  readonly #s3: S3Client
  readonly #bucket: string

  constructor({ endpoint, bucket }: Config['storage']) {
    this.#s3 = new S3Client({ endpoint, forcePathStyle: true, maxAttempts: 2 })
    this.#bucket = bucket
  }

  /** @throws AppError 503 */
  async put(productId: string, bytes: Buffer): Promise<StoredImage> {
    const image = { key: `products/${productId}/${randomUUID()}`, type: typeOf(bytes) }
    const command = { Bucket: this.#bucket, Key: image.key, Body: bytes, ContentType: image.type }
    await this.#s3.send(new PutObjectCommand(command)).catch(refuse)
    return image
  }

  /** @throws AppError 503 */
  async get(key: string): Promise<Readable> {
    const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key })).catch(refuse)
    return Body as Readable
  }

  /** What nobody shows any more. If it stays, that is a pity and no reason to fail. */
  async remove(key: string | null): Promise<void> {
    if (key === null) return
    const command = new DeleteObjectCommand({ Bucket: this.#bucket, Key: key })
    await this.#s3.send(command).catch((error: unknown) => log.error(`${key} stays in the bucket`, error))
  }
}

function refuse(error: unknown): never {
  log.error('the storage failed', error)
  throw unavailable()
}
