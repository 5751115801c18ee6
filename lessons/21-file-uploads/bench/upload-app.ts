import type { IncomingMessage, RequestListener } from 'node:http'
import { S3Client } from '@aws-sdk/client-s3'

/** Keys that are used in turn, so that the storage does not fill up. */
const KEYS = 8

export interface Target {
  client: S3Client
  Bucket: string
  Key: string
}

/**
 * The two routes of this benchmark. The variants differ in one thing only: how the body of the request gets to the storage.
 *
 * @param store sends it there
 */
export function uploadApp(
  endpoint: string | undefined,
  store: (request: IncomingMessage, target: Target) => Promise<unknown>,
): RequestListener {
  const client = new S3Client({ endpoint: endpoint ?? '' })
  const Bucket = process.env['S3_BUCKET'] ?? ''
  let uploads = 0
  return (request, response) => {
    if (request.url === '/ping') return response.end('pong')
    uploads += 1
    store(request, { client, Bucket, Key: `video-${uploads % KEYS}` }).then(
      () => response.end('stored'),
      () => response.writeHead(502).end(),
    )
  }
}
