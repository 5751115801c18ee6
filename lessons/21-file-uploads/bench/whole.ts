import { buffer } from 'node:stream/consumers'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { uploadApp } from './upload-app.ts'

/** Reads the whole file, then sends it. */
export function buildApp() {
  return uploadApp(process.env['S3_ENDPOINT'], async (request, { client, Bucket, Key }) => {
    await client.send(new PutObjectCommand({ Bucket, Key, Body: await buffer(request) }))
  })
}
