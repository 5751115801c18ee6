/**
 * Signature version 4 as S3 uses it: pure functions, by
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html and its neighbours.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

export const ALGORITHM = 'AWS4-HMAC-SHA256'
/** SHA-256 of nothing. */
export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** What a signature is valid for: one day, one region, one service. */
export interface Scope {
  /** `20130524` */
  day: string
  region: string
  service: string
}

export interface SignedParts {
  method: string
  /** As it was sent, percent signs and all, without the query. */
  path: string
  /** As it was sent, without the question mark. */
  query: string
  /** Names in lower case; every value of a header that was sent more than once. */
  headers: Record<string, string[]>
  /** Names in lower case. */
  signedHeaders: string[]
  payloadHash: string
}

export const sha256Hex = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest()

export const scopeText = ({ day, region, service }: Scope): string => `${day}/${region}/${service}/aws4_request`

export function signingKey(secret: string, { day, region, service }: Scope): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), 'aws4_request')
}

export const signText = (key: Buffer, text: string): string => hmac(key, text).toString('hex')

/** `encodeURIComponent`, and the four marks that it leaves as they are. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** @throws URIError when it is not UTF-8 that was encoded */
export function decodeQuery(query: string): [name: string, value: string][] {
  const decode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '))
  return query
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf('=')
      return at < 0 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))]
    })
}

/** S3 neither removes dots from a path nor encodes it twice, as other services of AWS do. */
export function canonicalRequest({ method, path, query, headers, signedHeaders, payloadHash }: SignedParts): string {
  const pairs = decodeQuery(query)
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]): [string, string] => [encodeStrictly(name), encodeStrictly(value)])
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
  const names = [...signedHeaders].sort(compare)
  return [
    method,
    encodeStrictly(decodeURIComponent(path)).replaceAll('%2F', '/'),
    pairs.map((pair) => pair.join('=')).join('&'),
    ...names.map((name) => `${name}:${(headers[name] ?? []).map(trimmed).join(',')}`),
    '',
    names.join(';'),
    payloadHash,
  ].join('\n')
}

export function stringToSign(date: string, scope: Scope, request: string): string {
  return [ALGORITHM, date, scopeText(scope), sha256Hex(request)].join('\n')
}

/** Of one chunk of a body, chained to the signature before it. */
export function chunkText(date: string, scope: Scope, previous: string, dataHash: string): string {
  return [`${ALGORITHM}-PAYLOAD`, date, scopeText(scope), previous, EMPTY_SHA256, dataHash].join('\n')
}

/** Of the headers behind the last chunk: `name:value\n` each. */
export function trailerText(date: string, scope: Scope, previous: string, trailers: string): string {
  return [`${ALGORITHM}-TRAILER`, date, scopeText(scope), previous, sha256Hex(trailers)].join('\n')
}

/** In a time that tells nothing about where they differ. */
export function sameSignature(a: string, b: string): boolean {
  const [one, two] = [Buffer.from(a), Buffer.from(b)]
  return one.length === two.length && timingSafeEqual(one, two)
}

const DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/

/** Milliseconds of `20130524T000000Z`; undefined when it is no such date. */
export function timeOf(date: string): number | undefined {
  const [, year, month, day, hours, minutes, seconds] = DATE.exec(date) ?? []
  const time = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`)
  return Number.isNaN(time) ? undefined : time
}

/** undefined when it is not of the form `<access key>/<day>/<region>/<service>/aws4_request`. */
export function readCredential(text: string): { accessKeyId: string; scope: Scope } | undefined {
  const [, accessKeyId, day, region, service] = /^(.+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/.exec(text) ?? []
  if (!accessKeyId || !day || !region || !service) return undefined
  return { accessKeyId, scope: { day, region, service } }
}

const trimmed = (value: string): string => value.trim().replace(/ +/g, ' ')
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
