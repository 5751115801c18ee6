import { Readable } from 'node:stream'
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { AwsClient } from 'aws4fetch'
import { afterEach, describe, expect, it } from 'vitest'
import { startChecksum } from '../../../src/services/s3/checksums.ts'
import {
  ALGORITHM,
  chunkText,
  sha256Hex,
  signingKey,
  signText,
  trailerText,
} from '../../../src/services/s3/signature.ts'
import { codeOf, errorOf, openStore } from './store.ts'

const store = await openStore()
const { client, bucket: Bucket, credentials, region, endpoint } = store
const get = new GetObjectCommand({ Bucket, Key: 'a.txt' })
await client.send(new PutObjectCommand({ Bucket, Key: 'a.txt', Body: 'hello', ContentType: 'text/plain' }))

afterEach(() => store.setAhead(0))

describe('a request that is signed wrongly', () => {
  it.each([
    ['another secret', { credentials: { ...credentials, secretAccessKey: 'other' } }, 'SignatureDoesNotMatch'],
    ['an unknown key', { credentials: { ...credentials, accessKeyId: 'AKIANOBODY' } }, 'InvalidAccessKeyId'],
    ['another region', { region: 'us-east-1' }, 'AuthorizationHeaderMalformed'],
  ])('with %s', async (_, config, code) => {
    expect(await codeOf(store.clientWith(config).send(get))).toBe(code)
  })

  it('by a clock that is wrong, which the SDK then corrects by itself', async () => {
    await store.setAhead(16 * 60)
    expect(await errorOf(await store.fetch('/a.txt'))).toMatchObject({ status: 403, code: 'RequestTimeTooSkewed' })
    expect(await codeOf(client.send(get))).toBe('it resolved')
    await store.setAhead(14 * 60)
    expect((await store.fetch('/a.txt')).status).toBe(200)
  })

  it('not at all, or twice', async () => {
    const href = `${endpoint}/${Bucket}/a.txt`
    expect(await errorOf(await fetch(href))).toMatchObject({ status: 403, code: 'AccessDenied' })
    const twice = await fetch(await getSignedUrl(client, get), { headers: { authorization: 'Bearer x' } })
    expect((await errorOf(twice)).message).toMatch(/Only one auth mechanism/)
  })

  it('for another service, another day, or with a header that no signature covers', async () => {
    const by = (service: string) => new AwsClient({ ...credentials, region, service, retries: 0 })
    const other = await by('ec2').fetch(`${endpoint}/${Bucket}/a.txt`, {
      headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    })
    expect((await errorOf(other)).message).toMatch(/incorrect service "ec2"/)
    const signed = await by('s3').sign(`${endpoint}/${Bucket}/a.txt`)
    const more = new Request(signed, { headers: { ...Object.fromEntries(signed.headers), 'x-amz-acl': 'public-read' } })
    expect((await errorOf(await fetch(more))).message).toMatch(/not signed/)
    const authorization = signed.headers.get('authorization')?.replace(/\/\d{8}\//, '/20200101/') ?? ''
    const dated = new Request(signed, { headers: { ...Object.fromEntries(signed.headers), authorization } })
    expect((await errorOf(await fetch(dated))).message).toMatch(/Invalid credential date/)
  })
})

describe('a presigned address', () => {
  it('gives the object, with the name and type that it says', async () => {
    const command = new GetObjectCommand({
      Bucket,
      Key: 'a.txt',
      ResponseContentDisposition: 'attachment; filename="invoice 1.txt"',
      ResponseContentType: 'application/octet-stream',
    })
    const response = await fetch(await getSignedUrl(client, command, { expiresIn: 60 }))
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="invoice 1.txt"')
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
    expect(await response.text()).toBe('hello')
  })

  it('is over when it says so', async () => {
    const href = await getSignedUrl(client, get, { expiresIn: 60 })
    await store.setAhead(58)
    expect((await fetch(href)).status).toBe(200)
    await store.setAhead(61)
    const refused = await errorOf(await fetch(href))
    expect(refused).toEqual({ status: 403, code: 'AccessDenied', message: 'Request has expired' })
  })

  it('is for what it was signed for, and nothing else', async () => {
    const href = await getSignedUrl(client, get, { expiresIn: 60 })
    const altered = [
      fetch(href.replace('a.txt', 'b.txt')),
      fetch(href.replace('X-Amz-Expires=60', 'X-Amz-Expires=61')),
      fetch(`${href}&response-content-type=text%2Fhtml`),
      fetch(href, { method: 'PUT', body: 'x' }),
      fetch(href, { method: 'DELETE' }),
      fetch(href, { method: 'HEAD' }),
    ]
    for (const response of await Promise.all(altered)) expect(response.status).toBe(403)
    expect(await errorOf(await fetch(href.replace('b', 'b')))).toMatchObject({ status: 200 })
  })

  it('is for a week at most', async () => {
    const href = await getSignedUrl(client, get, { expiresIn: 60 })
    const refused = await errorOf(await fetch(href.replace('X-Amz-Expires=60', 'X-Amz-Expires=604801')))
    expect(refused).toMatchObject({ status: 400, code: 'AuthorizationQueryParametersError' })
  })

  it('of the SDK takes any body; its checksum of nothing is passed over', async () => {
    const href = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: 'put' }), { expiresIn: 60 })
    expect(href).toMatch(/x-amz-checksum-crc32=AAAAAA%3D%3D/)
    expect(href).toMatch(/X-Amz-SignedHeaders=host&/)
    expect((await fetch(href, { method: 'PUT', body: 'anything' })).status).toBe(200)
  })

  it('may demand a type and a length', async () => {
    const command = new PutObjectCommand({ Bucket, Key: 'put2', ContentType: 'image/png', ContentLength: 5 })
    const signableHeaders = new Set(['content-type', 'content-length'])
    const href = await getSignedUrl(client, command, { expiresIn: 60, signableHeaders })
    const put = async (body: string, type: string) =>
      (await fetch(href, { method: 'PUT', body, headers: { 'content-type': type } })).status
    expect(await put('12345', 'image/png')).toBe(200)
    expect(await put('123456', 'image/png')).toBe(403)
    expect(await put('12345', 'text/html')).toBe(403)
  })

  it('is refused without a length, whatever comes', async () => {
    const href = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: 'put3' }))
    const body = Readable.toWeb(Readable.from([Buffer.from('abc')])) as ReadableStream
    const response = await fetch(href, { method: 'PUT', body, duplex: 'half' } as RequestInit)
    expect(await errorOf(response)).toMatchObject({ status: 411, code: 'MissingContentLength' })
  })
})

describe('a body in signed chunks', () => {
  const DATA = ['a'.repeat(8192), 'b'.repeat(100)]
  const counting = startChecksum('crc32c')
  for (const data of DATA) counting.update(Buffer.from(data))
  const CRC32C = counting.digest()

  it.each(['', '-TRAILER'])('is kept when all signatures are right (%s)', async (kind) => {
    const { status } = await errorOf(await chunked(kind, {}))
    expect(status).toBe(200)
    const got = await store.fetch('/chunked')
    expect(await got.text()).toBe(DATA.join(''))
  })

  it.each([
    ['a chunk was altered', '', { alter: true }, 'SignatureDoesNotMatch'],
    ['the checksum behind it was altered', '-TRAILER', { crc32c: 'AAAAAA==' }, 'SignatureDoesNotMatch'],
    ['the checksum behind it is signed and wrong', '-TRAILER', { crc32c: 'AAAAAA==', signsAltered: true }, 'BadDigest'],
    ['it breaks off', '', { breaksOff: true }, 'IncompleteBody'],
  ])('is refused when %s', async (_, kind, how, code) => {
    expect((await errorOf(await chunked(kind, how))).code).toBe(code)
  })

  async function chunked(
    kind: string,
    how: { alter?: boolean; crc32c?: string; signsAltered?: boolean; breaksOff?: boolean },
  ): Promise<Response> {
    const payload = `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${kind}`
    const by = new AwsClient({ ...credentials, region, service: 's3', retries: 0 })
    const headers = {
      'x-amz-content-sha256': payload,
      'x-amz-decoded-content-length': String(DATA.join('').length),
      'content-encoding': 'aws-chunked',
      ...(kind && { 'x-amz-trailer': 'x-amz-checksum-crc32c' }),
    }
    const signed = await by.sign(`${endpoint}/${Bucket}/chunked`, { method: 'PUT', headers })
    const date = signed.headers.get('x-amz-date') ?? ''
    const scope = { day: date.slice(0, 8), region, service: 's3' }
    const key = signingKey(credentials.secretAccessKey, scope)
    let previous = /Signature=(\w+)/.exec(signed.headers.get('authorization') ?? '')?.[1] ?? ''
    const frames = [...DATA, ''].map((data) => {
      previous = signText(key, chunkText(date, scope, previous, sha256Hex(data)))
      const sent = how.alter ? data.replace('b', 'c') : data
      return `${sent.length.toString(16)};chunk-signature=${previous}\r\n${sent}${data && '\r\n'}`
    })
    const right = `x-amz-checksum-crc32c:${CRC32C}\n`
    const sent = `x-amz-checksum-crc32c:${how.crc32c ?? CRC32C}\n`
    const signature = signText(key, trailerText(date, scope, previous, how.signsAltered ? sent : right))
    const trailer = kind ? `${sent.trim()}\r\nx-amz-trailer-signature:${signature}\r\n\r\n` : '\r\n'
    const body = (how.breaksOff ? frames.slice(0, 1) : frames).join('') + trailer
    return fetch(new Request(signed, { body, method: 'PUT' }))
  }
})

it(`names ${ALGORITHM} where another is asked for`, async () => {
  const response = await fetch(`${endpoint}/${Bucket}/a.txt`, { headers: { authorization: 'AWS AKIA:abc' } })
  expect((await errorOf(response)).message).toContain(ALGORITHM)
})
