/** A store for tests, and clients of it. */
import { join } from 'node:path'
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { AwsClient } from 'aws4fetch'
import { afterAll } from 'vitest'
import type { Fault } from '../../../src/services/s3/desk.ts'
import type { StoreReport } from '../../../src/services/s3/report.ts'
import { s3 } from '../../../src/services/s3/service.ts'
import type { IsolatedDatabase, RunningService } from '../../../src/services/service.ts'
import { STORE_VARIABLE } from '../../../src/services/variables.ts'

export const packageRoot = join(import.meta.dirname, '../../..')

let service: Promise<RunningService> | undefined
const endings: (() => Promise<void> | void)[] = []

afterAll(async () => {
  for (const end of endings.splice(0)) await end()
  await (await service)?.stop()
})

export interface Store {
  endpoint: string
  bucket: string
  region: string
  credentials: { accessKeyId: string; secretAccessKey: string }
  client: S3Client
  /** The second signer: requests by hand. */
  fetch: (path: string, init?: RequestInit) => Promise<Response>
  clientWith: (config: S3ClientConfig) => S3Client
  report: () => Promise<StoreReport>
  fail: (fault: Fault) => Promise<void>
  mend: () => Promise<void>
  setAhead: (seconds: number) => Promise<void>
}

/** A bucket of its own in the service that the tests of a file share. */
export async function openStore(): Promise<Store> {
  service ??= s3.start({ env: {}, packageRoot })
  const made: IsolatedDatabase = await (await service).isolate()
  endings.push(made.drop)
  const { S3_BUCKET: bucket = '', AWS_REGION: region = '', ...env } = made.env ?? {}
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = env
  const credentials = { accessKeyId, secretAccessKey }
  const desk = env[STORE_VARIABLE] ?? ''
  const clientWith = (config: S3ClientConfig) => {
    const client = new S3Client({ endpoint: made.url, region, credentials, ...config })
    endings.push(() => client.destroy())
    return client
  }
  const byHand = new AwsClient({ ...credentials, region, service: 's3', retries: 0 })
  const tell = async (path: string, method: string, value?: unknown) => {
    await fetch(`${desk}/${path}`, { method, ...(value !== undefined && { body: JSON.stringify(value) }) })
  }
  return {
    endpoint: made.url,
    bucket,
    region,
    credentials,
    client: clientWith({}),
    fetch: (path, init) => byHand.fetch(`${made.url}/${bucket}${path}`, init),
    clientWith,
    report: async () => (await (await fetch(desk)).json()) as StoreReport,
    fail: (fault) => tell('faults', 'POST', fault),
    mend: () => tell('faults', 'DELETE'),
    setAhead: (seconds) => tell('clock', 'PUT', { seconds }),
  }
}

/** `what` rejects, and with which of S3's codes. */
export async function codeOf(what: Promise<unknown>): Promise<string> {
  return what.then(
    () => 'it resolved',
    (error) => String(error?.Code ?? error?.name ?? error),
  )
}

/** Code and message of an answer that is an error. */
export async function errorOf(response: Response): Promise<{ status: number; code: string; message: string }> {
  const xml = await response.text()
  const read = (name: string) =>
    new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]?.replaceAll('&quot;', '"').replaceAll('&apos;', "'") ?? ''
  return { status: response.status, code: read('Code'), message: read('Message') }
}
