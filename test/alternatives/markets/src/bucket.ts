import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { fail } from './failure.ts'
import { settings } from './settings.ts'

const client = new S3Client({
  endpoint: settings.storage,
  region: process.env['AWS_REGION'] || 'eu-central-1',
  forcePathStyle: true,
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
})
const Bucket = settings.bucket

const isMissing = (error: unknown) => error instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.name)

export async function saveFile(key: string, bytes: Buffer, type: string): Promise<void> {
  const command = new PutObjectCommand({ Bucket, Key: key, Body: bytes, ContentType: type })
  await client.send(command).catch(() => fail('unavailable'))
}

/** undefined where there is no such file. */
export async function loadFile(key: string): Promise<Uint8Array | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: key }))
    return await Body?.transformToByteArray()
  } catch (error) {
    return isMissing(error) ? undefined : fail('unavailable')
  }
}

/** @returns whether it is gone for certain */
export async function dropFile(key: string): Promise<boolean> {
  try {
    await client.send(new DeleteObjectCommand({ Bucket, Key: key }))
    return true
  } catch {
    // It may have been carried out, and only the answer was lost.
    const head = client.send(new HeadObjectCommand({ Bucket, Key: key }))
    return await head.then(() => false, isMissing)
  }
}
