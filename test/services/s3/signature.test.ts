/**
 * The examples that AWS publishes: sig-v4-header-based-auth.html, sigv4-query-string-auth.html, sigv4-streaming.html,
 * sigv4-streaming-trailers.html and sigv4-post-example.html below https://docs.aws.amazon.com/AmazonS3/latest/API/
 */
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { AwsV4Signer } from 'aws4fetch'
import { describe, expect, it } from 'vitest'
import { authorize, type Unsigned } from '../../../src/services/s3/authorize.ts'
import {
  canonicalRequest,
  chunkText,
  EMPTY_SHA256,
  encodeStrictly,
  type Scope,
  sha256Hex,
  signingKey,
  signText,
  stringToSign,
  trailerText,
} from '../../../src/services/s3/signature.ts'

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const DATE = '20130524T000000Z'
const SCOPE: Scope = { day: '20130524', region: 'us-east-1', service: 's3' }
const key = signingKey(SECRET, SCOPE)

interface Example {
  method?: string
  path?: string
  query?: string
  headers?: Record<string, string>
  payloadHash?: string
}

function sign({ method = 'GET', path = '/', query = '', headers = {}, payloadHash = EMPTY_SHA256 }: Example): string {
  const all = { host: 'examplebucket.s3.amazonaws.com', ...headers }
  const lists = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]]))
  const parts = { method, path, query, headers: lists, signedHeaders: Object.keys(all), payloadHash }
  return signText(key, stringToSign(DATE, SCOPE, canonicalRequest(parts)))
}

const dated = { 'x-amz-content-sha256': EMPTY_SHA256, 'x-amz-date': DATE }

describe('the examples of AWS', () => {
  it('GET of a range', () => {
    const headers = { range: 'bytes=0-9', ...dated }
    expect(sign({ path: '/test.txt', headers })).toBe(
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    )
  })

  it('PUT of a key with a mark that is encoded', () => {
    const payloadHash = sha256Hex('Welcome to Amazon S3.')
    const headers = {
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      'x-amz-date': DATE,
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      'x-amz-content-sha256': payloadHash,
    }
    const signature = sign({ method: 'PUT', path: '/test%24file.text', headers, payloadHash })
    expect(signature).toBe('98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd')
  })

  it('GET of a parameter without a value', () => {
    const signature = sign({ query: 'lifecycle', headers: dated })
    expect(signature).toBe('fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543')
  })

  it('GET of a list', () => {
    const signature = sign({ query: 'max-keys=2&prefix=J', headers: dated })
    expect(signature).toBe('34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7')
  })

  it('a presigned address', () => {
    const query =
      'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=anything'
    const signature = sign({ path: '/test.txt', query, payloadHash: 'UNSIGNED-PAYLOAD' })
    expect(signature).toBe('aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404')
  })

  it('a body in signed chunks', () => {
    const payloadHash = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'
    const headers = {
      host: 's3.amazonaws.com',
      'x-amz-date': DATE,
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      'x-amz-content-sha256': payloadHash,
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': '66560',
      'content-length': '66824',
    }
    const seed = sign({ method: 'PUT', path: '/examplebucket/chunkObject.txt', headers, payloadHash })
    expect(seed).toBe('4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9')
    const follow = (previous: string, data: string) => signText(key, chunkText(DATE, SCOPE, previous, sha256Hex(data)))
    const first = follow(seed, 'a'.repeat(65536))
    expect(first).toBe('ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648')
    const second = follow(first, 'a'.repeat(1024))
    expect(second).toBe('0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497')
    expect(follow(second, '')).toBe('b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9')
  })

  it('a body in signed chunks with a signed checksum behind it', () => {
    const payloadHash = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'
    const headers = {
      host: 's3.amazonaws.com',
      'x-amz-date': DATE,
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      'x-amz-content-sha256': payloadHash,
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': '66560',
      'x-amz-trailer': 'x-amz-checksum-crc32c',
    }
    const seed = sign({ method: 'PUT', path: '/examplebucket/chunkObject.txt', headers, payloadHash })
    expect(seed).toBe('106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e')
    const follow = (previous: string, data: string) => signText(key, chunkText(DATE, SCOPE, previous, sha256Hex(data)))
    const last = ['a'.repeat(65536), 'a'.repeat(1024), ''].reduce(follow, seed)
    expect(last).toBe('2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992')
    const text = trailerText(DATE, SCOPE, last, 'x-amz-checksum-crc32c:sOO8/Q==\n')
    expect(signText(key, text)).toBe('d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435')
  })
})

describe('other signers', () => {
  const account = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: SECRET, region: 'eu-central-1' }
  const now = Date.parse('2026-11-29T12:00:00Z')

  it("the presigner of AWS's SDK agrees about 200 addresses that were made up", async () => {
    const { region, ...credentials } = account
    const client = new S3Client({ endpoint: 'http://127.0.0.1:9000', region, credentials })
    const random = numbers(7)
    for (let round = 0; round < 200; round += 1) {
      const command = new GetObjectCommand({
        Bucket: 'market',
        Key: textOf(random, 12),
        ResponseContentDisposition: `attachment; filename="${textOf(random, 6)}"`,
      })
      const href = await getSignedUrl(client, command, { signingDate: new Date(now), expiresIn: 60 })
      const asked = askedOf(href)
      expect(authorize(asked, account, now + 59_999), href).toMatchObject({ how: 'query' })
      expect(() => authorize({ ...asked, method: 'PUT' }, account, now), href).toThrow(/signature we calculated/)
    }
    client.destroy()
  })

  it('aws4fetch agrees about 200 requests that were made up', async () => {
    const random = numbers(11)
    for (let round = 0; round < 200; round += 1) {
      const key = encodeStrictly(textOf(random, 12))
      const query = `${encodeStrictly(textOf(random, 4))}=${encodeStrictly(textOf(random, 6))}&z=`
      const signer = new AwsV4Signer({
        ...account,
        service: 's3',
        method: 'PUT',
        url: `http://market.example:9000/market/${key}?${query}`,
        headers: { 'x-amz-meta-note': `a  ${random(9)}   b`, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
        datetime: '20261129T120000Z',
      })
      const { url, headers } = await signer.sign()
      const asked = askedOf(url.href, 'PUT', Object.fromEntries(headers))
      expect(authorize(asked, account, now), url.href).toMatchObject({ how: 'header' })
      const altered = { ...asked, headers: { ...asked.headers, 'x-amz-meta-note': ['b'] } }
      expect(() => authorize(altered, account, now), url.href).toThrow(/signature we calculated/)
    }
  })
})

function askedOf(href: string, method = 'GET', headers: Record<string, string> = {}): Unsigned {
  const url = new URL(href)
  const all = Object.entries({ host: url.host, ...headers }).map(([name, value]) => [name, [value]])
  return { method, path: url.pathname, query: url.search.slice(1), headers: Object.fromEntries(all) }
}

function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 48271) % 2147483647
    return state % below
  }
}

const LETTERS = [...'abcXYZ019-_.~ /+&=?#%$!\'()*,:;@[]"<>\\^`{|}äß€𝄞中']

function textOf(random: (below: number) => number, most: number): string {
  return Array.from({ length: random(most) + 1 }, () => LETTERS[random(LETTERS.length)]).join('')
}
