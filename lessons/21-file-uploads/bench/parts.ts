import { Upload } from '@aws-sdk/lib-storage'
import { uploadApp } from './upload-app.ts'

/** Holds one part at a time, besides the one that is being filled. */
export function buildApp() {
  return uploadApp(process.env['S3_ENDPOINT'], (request, { client, Bucket, Key }) =>
    new Upload({ client, params: { Bucket, Key, Body: request }, queueSize: 1 }).done(),
  )
}
