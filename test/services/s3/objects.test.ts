import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import {
  ChecksumAlgorithm,
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { codeOf, errorOf, openStore } from './store.ts'

const store = await openStore()
const { client, bucket: Bucket } = store
const put = (Key: string, Body: string | Buffer = 'hello', more = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))

describe('an object', () => {
  it('is kept with what was said of it', async () => {
    const said = {
      ContentType: 'text/plain; charset=utf-8',
      ContentDisposition: 'attachment; filename="a.txt"',
      CacheControl: 'no-store',
      Metadata: { vendor: 'v-17' },
    }
    const { ETag } = await put('notes/a ä+&#?%25.txt', 'Grüße', said)
    const got = await client.send(new GetObjectCommand({ Bucket, Key: 'notes/a ä+&#?%25.txt' }))
    expect(got).toMatchObject({ ...said, ETag, ContentLength: 7, AcceptRanges: 'bytes' })
    expect(await got.Body?.transformToString()).toBe('Grüße')
    expect(ETag).toMatch(/^"[\da-f]{32}"$/)
  })

  it('arrives in chunks with a checksum behind them and without a length, as the SDK sends a stream', async () => {
    const body = Readable.from(['one ', 'two ', 'three'].map((piece) => Buffer.from(piece)))
    await client.send(new PutObjectCommand({ Bucket, Key: 'stream', Body: body, ContentLength: 13 }))
    const request = (await store.report()).requests.find(({ key }) => key === 'stream')
    expect(request?.headers).toMatchObject({
      'content-encoding': 'aws-chunked',
      'transfer-encoding': 'chunked',
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '13',
      'x-amz-trailer': 'x-amz-checksum-crc32',
    })
    expect(request?.headers).not.toHaveProperty('content-length')
    const { Body, ContentEncoding, ChecksumCRC32 } = await client.send(new GetObjectCommand({ Bucket, Key: 'stream' }))
    expect(await text(Body as Readable)).toBe('one two three')
    expect(ContentEncoding).toBeUndefined()
    expect(ChecksumCRC32).toMatch(/^.{6}==$/)
  })

  it.each(Object.values(ChecksumAlgorithm))('agrees with the SDK about its %s', async (ChecksumAlgorithm) => {
    const outcome = await codeOf(put(`sum-${ChecksumAlgorithm}`, 'x'.repeat(70_000), { ChecksumAlgorithm }))
    const known = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'].includes(ChecksumAlgorithm)
    if (known) expect(outcome).toBe('it resolved')
    else expect(outcome).not.toBe('InternalError')
  })

  it('is given in ranges', async () => {
    await put('digits', '0123456789')
    const range = async (Range: string) => {
      const got = await client.send(new GetObjectCommand({ Bucket, Key: 'digits', Range }))
      return [got.$metadata.httpStatusCode, got.ContentRange, await got.Body?.transformToString()]
    }
    expect(await range('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234'])
    expect(await range('bytes=7-')).toEqual([206, 'bytes 7-9/10', '789'])
    expect(await range('bytes=-2')).toEqual([206, 'bytes 8-9/10', '89'])
    expect(await range('bytes=8-99')).toEqual([206, 'bytes 8-9/10', '89'])
    expect(await range('bytes=0-0')).toEqual([206, 'bytes 0-0/10', '0'])
    expect(await range('bytes=1-2,4-5')).toEqual([200, undefined, '0123456789'])
    expect(await codeOf(range('bytes=10-'))).toBe('InvalidRange')
    expect(await codeOf(range('bytes=-0'))).toBe('InvalidRange')
  })

  it('may be empty', async () => {
    await put('empty', Buffer.alloc(0))
    const { ContentLength, Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'empty' }))
    expect([ContentLength, await Body?.transformToString()]).toEqual([0, ''])
  })

  it('is given, put and deleted on conditions', async () => {
    const { ETag } = await put('conditions')
    const get = (more: object) => codeOf(client.send(new GetObjectCommand({ Bucket, Key: 'conditions', ...more })))
    expect(await get({ IfMatch: ETag })).toBe('it resolved')
    expect(await get({ IfMatch: '"other"' })).toBe('PreconditionFailed')
    expect(await get({ IfUnmodifiedSince: new Date(0) })).toBe('PreconditionFailed')
    expect((await store.fetch('/conditions', { headers: { 'if-none-match': ETag ?? '' } })).status).toBe(304)
    expect(await codeOf(put('conditions', 'new', { IfNoneMatch: '*' }))).toBe('PreconditionFailed')
    expect(await codeOf(put('conditions', 'new', { IfMatch: '"other"' }))).toBe('PreconditionFailed')
    expect(await codeOf(put('nothing', 'new', { IfMatch: ETag }))).toBe('NoSuchKey')
    expect(await codeOf(put('conditions', 'new', { IfMatch: ETag }))).toBe('it resolved')
    const drop = new DeleteObjectCommand({ Bucket, Key: 'conditions', IfMatch: ETag })
    expect(await codeOf(client.send(drop))).toBe('PreconditionFailed')
  })

  it('is put by one of two that want nothing to be there', async () => {
    const both = await Promise.all([1, 2].map(() => codeOf(put('race', 'x'.repeat(100_000), { IfNoneMatch: '*' }))))
    expect(both.sort()).toEqual(['PreconditionFailed', 'it resolved'])
  })

  it('that is missing has a code, and none where only its head is asked for', async () => {
    expect(await codeOf(client.send(new GetObjectCommand({ Bucket, Key: 'missing' })))).toBe('NoSuchKey')
    expect(await codeOf(client.send(new HeadObjectCommand({ Bucket, Key: 'missing' })))).toBe('NotFound')
    expect(await codeOf(client.send(new DeleteObjectCommand({ Bucket, Key: 'missing' })))).toBe('it resolved')
    expect(await codeOf(client.send(new GetObjectCommand({ Bucket: 'another', Key: 'a' })))).toBe('NoSuchBucket')
    await client.send(new HeadBucketCommand({ Bucket }))
  })

  it('is copied, with what was said of it or with something else', async () => {
    await put('original', 'text', { ContentType: 'text/plain', Metadata: { a: '1' } })
    const copy = (Key: string, more: object) =>
      client.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/original`, ...more }))
    const head = (Key: string) => client.send(new HeadObjectCommand({ Bucket, Key }))
    await copy('copy', {})
    expect(await head('copy')).toMatchObject({ ContentType: 'text/plain', Metadata: { a: '1' }, ContentLength: 4 })
    await copy('other', { MetadataDirective: 'REPLACE', ContentType: 'text/csv' })
    expect(await head('other')).toMatchObject({ ContentType: 'text/csv', Metadata: {} })
    expect(await codeOf(copy('original', {}))).toBe('InvalidRequest')
    await client.send(new DeleteObjectCommand({ Bucket, Key: 'original' }))
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'copy' }))
    expect(await Body?.transformToString()).toBe('text')
  })
})

describe('a list', () => {
  it('has pages, a prefix and folders', async () => {
    const keys = ['list/a', 'list/b/1', 'list/b/2', 'list/c', 'list/ü & <x>', 'list/\u{1d11e}', 'list/\uff5e']
    for (const key of keys) await put(key)
    const list = (more: object) => client.send(new ListObjectsV2Command({ Bucket, Prefix: 'list/', ...more }))
    const byBytes = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    expect((await list({})).Contents?.map(({ Key }) => Key)).toEqual(byBytes)
    const folders = await list({ Delimiter: '/' })
    expect(folders.CommonPrefixes).toEqual([{ Prefix: 'list/b/' }])
    expect(folders.KeyCount).toBe(6)
    const pages: (string | undefined)[][] = []
    for await (const page of paginateListObjectsV2({ client, pageSize: 3 }, { Bucket, Prefix: 'list/' })) {
      pages.push(page.Contents?.map(({ Key }) => Key) ?? [])
    }
    expect(pages).toEqual([byBytes.slice(0, 3), byBytes.slice(3, 6), byBytes.slice(6)])
    expect((await list({ StartAfter: 'list/b/1', MaxKeys: 1 })).Contents).toMatchObject([{ Key: 'list/b/2', Size: 5 }])
    expect((await list({ EncodingType: 'url' })).Contents?.at(-3)?.Key).toBe('list/%C3%BC%20%26%20%3Cx%3E')
  })

  it('of keys is deleted at once', async () => {
    await put('gone/1')
    await put('gone/<2>&')
    const Objects = [{ Key: 'gone/1' }, { Key: 'gone/<2>&' }, { Key: 'gone/never' }]
    const { Deleted } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
    expect(Deleted).toEqual(Objects)
    expect((await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'gone/' }))).KeyCount).toBe(0)
  })
})

describe('a body that is not what was said of it', () => {
  it.each([
    ['another checksum', { 'x-amz-checksum-crc32': 'AAAAAA==' }, 'BadDigest'],
    ['another MD5', { 'content-md5': 'XrY7u+Ae7tCTyyK7j1rNww==' }, 'BadDigest'],
    ['no MD5', { 'content-md5': 'abc' }, 'InvalidDigest'],
    ['another SHA-256', { 'x-amz-content-sha256': '0'.repeat(64) }, 'XAmzContentSHA256Mismatch'],
    ['two checksums', { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-checksum-sha1': 'AAAA' }, 'InvalidRequest'],
  ])('has %s: refused, and nothing is kept', async (what, headers, code) => {
    const key = what.replaceAll(' ', '-')
    const response = await store.fetch(`/${key}`, { method: 'PUT', body: 'hello', headers })
    expect((await errorOf(response)).code).toBe(code)
    expect((await store.report()).objects.map((object) => object.key)).not.toContain(key)
  })

  it('is accepted from aws4fetch when it is', async () => {
    const headers = { 'x-amz-checksum-crc64nvme': 'M3eFcAZSQlc=', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }
    const response = await store.fetch('/right', { method: 'PUT', body: 'hello', headers })
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  it('asks for what this server has not: it says so', async () => {
    expect(await errorOf(await store.fetch('/right?acl'))).toMatchObject({ status: 501, code: 'NotImplemented' })
  })
})
