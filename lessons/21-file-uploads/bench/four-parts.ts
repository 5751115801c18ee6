import { Upload } from '@aws-sdk/lib-storage'
import { uploadApp } from './upload-app.ts'

/** Four parts under way at a time, which is what lib-storage does by default. */
export function buildApp() {
  return uploadApp(process.env['S3_ENDPOINT'], (request, { client, Bucket, Key }) =>
    new Upload({ client, params: { Bucket, Key, Body: request } }).done(),
  )
}
