import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { Config } from './config.ts'
import { unavailable, unsupportedType } from './errors.ts'
import { log } from './log.ts'

export const PDF = 'application/pdf'
const SIGNATURE = Buffer.from('%PDF-')

/** Files in the bucket, below the market that they belong to. A key is used once, so nobody reads half an old file. */
export class Contracts {
  readonly #s3: S3Client
  readonly #bucket: string

  constructor({ endpoint, bucket }: Config['storage']) {
    this.#s3 = new S3Client({ endpoint, forcePathStyle: true, maxAttempts: 2 })
    this.#bucket = bucket
  }

  /**
   * Gives its key.
   * @throws AppError 415, 503
   */
  async put(market: string, listing: string, bytes: Buffer): Promise<string> {
    if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw unsupportedType()
    const key = `markets/${market}/${listing}/${randomUUID()}.pdf`
    const command = { Bucket: this.#bucket, Key: key, Body: bytes, ContentType: PDF }
    await this.#s3.send(new PutObjectCommand(command)).catch(refuse)
    return key
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
