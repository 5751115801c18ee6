import { mkdtemp, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startHost } from '../host-program.ts'
import type { IsolatedDatabase, RunningService, Service, StartOptions } from '../service.ts'
import { STORE_VARIABLE, VARIABLES } from '../variables.ts'

const BOOT_MS = 10_000

/** What doctor says and a verdict repeats. */
export const S3_EMULATED = {
  label: 'a server of ours that speaks S3',
  cannot: ['permissions, bucket policies and CORS', 'lifecycle rules and request rates', 'a network in between'],
}

/**
 * Object storage: a small server on loopback with S3's protocol and signatures. It is the only way there is: in a bucket of the
 * learner's own lie files that are no exercise's, and no check could see what arrived there.
 */
export const s3: Service = { name: 's3', variable: VARIABLES.s3, start }

async function start({ packageRoot, tmp = tmpdir() }: StartOptions): Promise<RunningService> {
  const folder = await realpath(await mkdtemp(join(tmp, 'course-s3-')))
  const host = startHost({ packageRoot, file: 's3/s3-host.ts', args: [folder], bootMs: BOOT_MS, removes: folder })
  const address = `http://127.0.0.1:${await host.port}/`
  const first = await open(address)
  return {
    url: first.url,
    how: 'emulator',
    ...S3_EMULATED,
    isolate: () => open(address),
    stop: () => host.process.stop(),
  }
}

interface Opened {
  port: number
  bucket: string
  accessKeyId: string
  secretAccessKey: string
  region: string
}

async function open(address: string): Promise<IsolatedDatabase> {
  const response = await fetch(address, { method: 'POST' })
  const { port, bucket, accessKeyId, secretAccessKey, region } = (await response.json()) as Opened
  const own = `${address}${port}`
  return {
    url: `http://127.0.0.1:${port}`,
    env: {
      S3_BUCKET: bucket,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      [STORE_VARIABLE]: own,
    },
    async drop() {
      await fetch(own, { method: 'DELETE' }).catch(() => undefined)
    },
  }
}
