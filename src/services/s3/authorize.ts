/** Whose request it is, and whether they signed it as it came. */
import { Refusal } from './refusal.ts'
import {
  ALGORITHM,
  canonicalRequest,
  decodeQuery,
  readCredential,
  type Scope,
  type SignedParts,
  sameSignature,
  signingKey,
  signText,
  stringToSign,
  timeOf,
} from './signature.ts'

export interface Account {
  accessKeyId: string
  secretAccessKey: string
  region: string
}

export type Unsigned = Omit<SignedParts, 'signedHeaders' | 'payloadHash'>

/** A signature that was right. */
export interface Signed {
  how: 'header' | 'query'
  /** What was signed of the body: its SHA-256, or how the body says it. */
  payload: string
  date: string
  scope: Scope
  key: Buffer
  signature: string
}

/** What a request says of its own signature. */
interface Claim {
  how: Signed['how']
  credential: string
  signedHeaders: string[]
  signature: string
  date: string
  payload: string
}

export const UNSIGNED = 'UNSIGNED-PAYLOAD'
const SKEW_MS = 15 * 60_000
const LONGEST_S = 7 * 24 * 60 * 60

/** @throws Refusal with S3's code and words */
export function authorize(request: Unsigned, account: Account, now: number): Signed {
  const query = new Map(decodeQuery(request.query))
  const header = request.headers['authorization']?.[0]
  if (header !== undefined && query.has('X-Amz-Signature')) {
    throw new Refusal('InvalidArgument', 'Only one auth mechanism allowed')
  }
  if (header === undefined && !query.has('X-Amz-Signature')) throw new Refusal('AccessDenied', 'Access Denied')
  const claim = header === undefined ? readQuery(request, query, now) : readHeader(request, header, now)
  return verify(request, claim, account)
}

function readHeader({ headers }: Unsigned, header: string, now: number): Claim {
  const malformed = (what: string) =>
    new Refusal('AuthorizationHeaderMalformed', `The authorization header is malformed; ${what}`)
  if (!header.startsWith(`${ALGORITHM} `)) {
    throw new Refusal(
      'InvalidRequest',
      `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`,
    )
  }
  const parts = new Map(
    header
      .slice(ALGORITHM.length)
      .split(',')
      .map((part): [string, string] => [part.slice(0, part.indexOf('=')).trim(), part.slice(part.indexOf('=') + 1)]),
  )
  const [credential, signed, signature] = ['Credential', 'SignedHeaders', 'Signature'].map((name) => {
    const value = parts.get(name)?.trim()
    if (!value) throw malformed(`${name} is missing.`)
    return value
  }) as [string, string, string]
  const date = headers['x-amz-date']?.[0] ?? fromHttpDate(headers['date']?.[0])
  const time = timeOf(date)
  if (time === undefined)
    throw new Refusal('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header')
  if (Math.abs(now - time) > SKEW_MS) {
    throw new Refusal(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      {
        RequestTime: date,
        ServerTime: new Date(now).toISOString(),
        MaxAllowedSkewMilliseconds: String(SKEW_MS),
      },
    )
  }
  const payload = headers['x-amz-content-sha256']?.[0]
  if (!payload) throw new Refusal('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256')
  return { how: 'header', credential, signedHeaders: signed.split(';'), signature, date, payload }
}

function readQuery({ headers }: Unsigned, query: Map<string, string>, now: number): Claim {
  const wrong = (what: string) => new Refusal('AuthorizationQueryParametersError', what)
  const [algorithm, credential, date, expires, signed, signature] = [
    'X-Amz-Algorithm',
    'X-Amz-Credential',
    'X-Amz-Date',
    'X-Amz-Expires',
    'X-Amz-SignedHeaders',
    'X-Amz-Signature',
  ].map((name) => {
    const value = query.get(name)
    if (value) return value
    throw wrong(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    )
  }) as [string, string, string, string, string, string]
  if (algorithm !== ALGORITHM) throw wrong(`X-Amz-Algorithm only supports "${ALGORITHM}"`)
  const time = timeOf(date)
  if (time === undefined) throw wrong("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
  const seconds = /^\d+$/.test(expires) ? Number(expires) : Number.NaN
  if (Number.isNaN(seconds)) throw wrong('X-Amz-Expires should be a number')
  if (seconds > LONGEST_S) {
    throw wrong(
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    )
  }
  if (time - now > SKEW_MS) throw new Refusal('AccessDenied', 'Request is not valid yet', clock(now))
  if (now >= time + seconds * 1000) {
    const details = { 'X-Amz-Expires': expires, Expires: new Date(time + seconds * 1000).toISOString(), ...clock(now) }
    throw new Refusal('AccessDenied', 'Request has expired', details)
  }
  const payload = query.get('X-Amz-Content-Sha256') ?? headers['x-amz-content-sha256']?.[0] ?? UNSIGNED
  return { how: 'query', credential, signedHeaders: signed.split(';'), signature, date, payload }
}

function verify(request: Unsigned, claim: Claim, account: Account): Signed {
  const { signedHeaders, payload, date, signature, how } = claim
  const credential = readCredential(claim.credential)
  if (!credential)
    throw malformed(
      claim,
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    )
  const { accessKeyId, scope } = credential
  if (accessKeyId !== account.accessKeyId) {
    const message = 'The AWS Access Key Id you provided does not exist in our records.'
    throw new Refusal('InvalidAccessKeyId', message, { AWSAccessKeyId: accessKeyId })
  }
  checkScope(claim, scope, account.region)
  const unsigned = Object.keys(request.headers).filter(
    (name) => name.startsWith('x-amz-') && !signedHeaders.includes(name),
  )
  if (unsigned.length > 0 || !signedHeaders.includes('host')) {
    const names = [...unsigned, ...(signedHeaders.includes('host') ? [] : ['host'])].join(', ')
    const message = 'There were headers present in the request which were not signed'
    throw new Refusal('AccessDenied', message, { HeadersNotSigned: names })
  }
  const canonical = canonicalRequest({ ...request, signedHeaders, payloadHash: payload })
  const text = stringToSign(date, scope, canonical)
  const key = signingKey(account.secretAccessKey, scope)
  if (!sameSignature(signText(key, text), signature)) throw notMatching(accessKeyId, text, signature, canonical)
  return { how, payload, date, scope, key, signature }
}

export function notMatching(accessKeyId: string, text: string, signature: string, canonical?: string): Refusal {
  const message =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.'
  return new Refusal('SignatureDoesNotMatch', message, {
    AWSAccessKeyId: accessKeyId,
    StringToSign: text,
    SignatureProvided: signature,
    ...(canonical !== undefined && { CanonicalRequest: canonical }),
  })
}

function checkScope(claim: Claim, { day, region, service }: Scope, expected: string): void {
  if (day !== claim.date.slice(0, 8)) {
    throw malformed(
      claim,
      `Invalid credential date "${day}". This date is not the same as X-Amz-Date: "${claim.date.slice(0, 8)}".`,
    )
  }
  if (service !== 's3') throw malformed(claim, `incorrect service "${service}". This endpoint belongs to "s3".`)
  if (region !== expected) {
    throw malformed(claim, `the region '${region}' is wrong; expecting '${expected}'`, { Region: expected })
  }
}

function malformed({ how }: Claim, what: string, details: Record<string, string> = {}): Refusal {
  if (how === 'header') {
    return new Refusal('AuthorizationHeaderMalformed', `The authorization header is malformed; ${what}`, details)
  }
  return new Refusal(
    'AuthorizationQueryParametersError',
    `Error parsing the X-Amz-Credential parameter; ${what}`,
    details,
  )
}

const clock = (now: number): Record<string, string> => ({ ServerTime: new Date(now).toISOString() })

function fromHttpDate(date: string | undefined): string {
  const time = Date.parse(date ?? '')
  if (Number.isNaN(time)) return ''
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '')
}
