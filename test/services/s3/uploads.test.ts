import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { afterEach, describe, expect, it } from 'vitest'
import { codeOf, errorOf, openStore } from './store.ts'

const store = await openStore()
const { client, bucket: Bucket } = store
const MB = 1024 ** 2
const block = Buffer.alloc(64 * 1024, 'x')

function* bytes(size: number): Generator<Buffer> {
  for (let left = size; left > 0; left -= block.length) yield block.subarray(0, Math.min(left, block.length))
}

afterEach(() => store.mend())

async function begin(Key: string): Promise<string> {
  const { UploadId = '' } = await client.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'video/mp4' }),
  )
  return UploadId
}

const part = async (Key: string, UploadId: string, PartNumber: number, Body: Buffer) => {
  const { ETag, ChecksumCRC32 } = await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))
  return { ETag, PartNumber, ChecksumCRC32 }
}

const complete = (Key: string, UploadId: string, Parts: object[]) =>
  client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }))

describe('an upload in parts', () => {
  it('of lib-storage becomes an object with the parts in order, and nothing stays open', async () => {
    const body = Readable.from(bytes(11 * MB + 17))
    await new Upload({ client, params: { Bucket, Key: 'video.mp4', Body: body, ContentType: 'video/mp4' } }).done()
    const { ContentLength, ETag, ContentType } = await client.send(new HeadObjectCommand({ Bucket, Key: 'video.mp4' }))
    expect([ContentLength, ContentType]).toEqual([11 * MB + 17, 'video/mp4'])
    expect(ETag).toMatch(/^"[\da-f]{32}-3"$/)
    const Range = `bytes=${5 * MB - 1}-${5 * MB + 1}`
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'video.mp4', Range }))
    expect(await Body?.transformToString()).toBe('xxx')
    expect((await store.report()).openUploads).toEqual([])
  })

  it('is listed, in parts and among others, and gone after it was aborted', async () => {
    const UploadId = await begin('open')
    const second = await part('open', UploadId, 2, Buffer.from('two'))
    await part('open', UploadId, 1, Buffer.from('one'))
    const { Parts, IsTruncated } = await client.send(
      new ListPartsCommand({ Bucket, Key: 'open', UploadId, MaxParts: 1 }),
    )
    expect([Parts?.length, Parts?.[0]?.PartNumber, IsTruncated]).toEqual([1, 1, true])
    const rest = await client.send(new ListPartsCommand({ Bucket, Key: 'open', UploadId, PartNumberMarker: '1' }))
    expect(rest.Parts).toMatchObject([{ PartNumber: 2, ETag: second.ETag, Size: 3 }])
    const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket }))
    expect(Uploads).toMatchObject([{ Key: 'open', UploadId }])
    expect((await store.report()).openUploads).toEqual([{ key: 'open', id: UploadId, parts: 2, bytes: 6 }])
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key: 'open', UploadId }))
    expect((await store.report()).openUploads).toEqual([])
    expect(await codeOf(part('open', UploadId, 3, Buffer.from('three')))).toBe('NoSuchUpload')
    expect(await codeOf(client.send(new HeadObjectCommand({ Bucket, Key: 'open' })))).toBe('NotFound')
  })

  it('is completed with parts that arrived, in order and large enough, or not at all', async () => {
    const UploadId = await begin('strict')
    const small = await part('strict', UploadId, 1, Buffer.from('small'))
    const last = await part('strict', UploadId, 2, Buffer.from('last'))
    const outcome = (...parts: object[]) => codeOf(complete('strict', UploadId, parts))
    expect(await outcome(small, last)).toBe('EntityTooSmall')
    expect(await outcome(last, small)).toBe('InvalidPartOrder')
    expect(await outcome(small, small)).toBe('InvalidPartOrder')
    expect(await outcome({ ...last, ETag: '"0"' })).toBe('InvalidPart')
    expect(await outcome(last, { ...last, PartNumber: 3 })).toBe('InvalidPart')
    expect(await outcome({ ...last, ChecksumCRC32: 'AAAAAA==' })).toBe('InvalidPart')
    expect(await codeOf(complete('other', UploadId, [last]))).toBe('NoSuchUpload')
    expect(await outcome(last)).toBe('it resolved')
    expect(await outcome(last)).toBe('NoSuchUpload')
    const { ContentLength, ContentType } = await client.send(new HeadObjectCommand({ Bucket, Key: 'strict' }))
    expect([ContentLength, ContentType]).toEqual([4, 'video/mp4'])
    expect(await codeOf(part('strict', await begin('strict'), 10_001, Buffer.from('x')))).toBe('InvalidArgument')
  })

  it('is refused in XML that is none', async () => {
    const UploadId = await begin('xml')
    for (const body of ['', 'no XML', '<CompleteMultipartUpload>', '<CompleteMultipartUpload/>', '<a><b></a></b>']) {
      const response = await store.fetch(`/xml?uploadId=${UploadId}`, { method: 'POST', body })
      expect(await errorOf(response), body).toMatchObject({ status: 400, code: 'MalformedXML' })
    }
  })
})

describe('a fault', () => {
  it('is an error, as often as ordered, which the SDK outlives', async () => {
    await store.fail({ operation: 'PutObject', answer: 500, times: 2 })
    await client.send(new PutObjectCommand({ Bucket, Key: 'retried', Body: 'x' }))
    const seen = (await store.report()).requests.filter(({ key }) => key === 'retried')
    expect(seen.map(({ status, code }) => [status, code])).toEqual([
      [500, 'InternalError'],
      [500, 'InternalError'],
      [200, undefined],
    ])
    await store.fail({ operation: 'GetObject', answer: 503 })
    expect(await errorOf(await store.fetch('/retried'))).toMatchObject({ status: 503, code: 'SlowDown' })
  })

  it('cuts a body off, of which nothing is kept', async () => {
    await store.fail({ operation: 'PutObject', cutAfter: 100_000 })
    const response = store.fetch('/cut', { method: 'PUT', body: 'x'.repeat(3 * MB) })
    await expect(response).rejects.toThrow()
    const last = async () => (await store.report()).requests.at(-1)
    await expect.poll(last).toMatchObject({ key: 'cut', broken: true })
    expect((await store.report()).objects.map(({ key }) => key)).not.toContain('cut')
  })

  it('cuts an answer off', async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: 'large', Body: Buffer.alloc(MB) }))
    await store.fail({ operation: 'GetObject', cutAfter: 100_000 })
    const response = await store.fetch('/large')
    expect(response.headers.get('content-length')).toBe(String(MB))
    await expect(response.arrayBuffer()).rejects.toThrow()
  })

  it('holds a body where it is, until it is mended', async () => {
    await store.fail({ operation: 'PutObject', holdAfter: 100_000 })
    const sent = store.fetch('/held', { method: 'PUT', body: 'x'.repeat(20 * MB) })
    const held = async () => (await store.report()).requests.at(-1)?.bytes ?? 0
    await expect.poll(held).toBeGreaterThanOrEqual(100_000)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await held()).toBeLessThan(MB)
    await store.mend()
    expect((await sent).status).toBe(200)
  })

  it('makes a body slow', async () => {
    await store.fail({ operation: 'PutObject', slow: 30 })
    const start = performance.now()
    await store.fetch('/slow', { method: 'PUT', body: 'x'.repeat(MB) })
    expect(performance.now() - start).toBeGreaterThan(90)
  })
})
