/** Bodies: taken apart while they come in, counted and checked, written to a file, and never whole in memory. */
import { createHash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { headerOf, type SignedAsked } from './asked.ts'
import { UNSIGNED } from './authorize.ts'
import { CHECKSUMS, type ChecksumName, type Counting, headerOf as checksumHeader, startChecksum } from './checksums.ts'
import { isFramed, unframe } from './framed.ts'
import type { Piece } from './object.ts'
import { Refusal } from './refusal.ts'

/** S3's own limit of one put. */
const LARGEST = 5 * 1024 ** 3
/** Of XML: a thousand keys of 1,024 bytes, and the elements around them. */
const LARGEST_XML = 2 * 1024 ** 2

export type Body = AsyncIterable<Buffer>

interface Promised {
  /** Bytes, without framing. */
  length: number
  md5: string | undefined
  checksum: ChecksumName | undefined
  /** In a header; else it comes behind the body, or was never said. */
  value: string | undefined
}

/**
 * @param source what arrives, framing and all
 * @param ask which checksum to keep where the client sends none
 * @throws Refusal when the body is not what the request says of it
 */
export async function receive(
  asked: SignedAsked,
  source: Body,
  file: string,
  account: string,
  ask?: ChecksumName,
): Promise<Piece> {
  const promised = readPromises(asked)
  const trailers = new Map<string, string>()
  const { signed } = asked
  const body = isFramed(signed.payload) ? unframe(source, signed, account, trailers) : source
  const name = promised.checksum ?? ask
  const counting = name && startChecksum(name)
  const sha256 = /^[\da-f]{64}$/.test(signed.payload) ? startChecksum('sha256') : undefined
  try {
    const { size, md5 } = await writeBody(body, file, [counting, sha256])
    if (size !== promised.length) throw tooShort()
    if (sha256) checkPayload(signed.payload, sha256)
    if (promised.md5 !== undefined && Buffer.from(promised.md5, 'base64').toString('hex') !== md5) {
      throw new Refusal('BadDigest', 'The Content-MD5 you specified did not match what we received.')
    }
    const checksum = name && counting && { name, value: counting.digest() }
    if (promised.checksum && checksum) {
      checkSum(promised.checksum, checksum.value, promised.value ?? trailers.get(checksumHeader(promised.checksum)))
    }
    return { file, size, md5, ...(checksum && { checksum }) }
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
}

/** The whole of a small body, checked as others are. */
export async function receiveText(asked: SignedAsked, source: Body, account: string): Promise<string> {
  const trailers = new Map<string, string>()
  const body = isFramed(asked.signed.payload) ? unframe(source, asked.signed, account, trailers) : source
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > LARGEST_XML) throw new Refusal('EntityTooLarge', 'Your request was too big.')
    chunks.push(chunk)
  }
  const whole = Buffer.concat(chunks)
  if (/^[\da-f]{64}$/.test(asked.signed.payload)) {
    const sha256 = startChecksum('sha256')
    sha256.update(whole)
    checkPayload(asked.signed.payload, sha256)
  }
  const { checksum, value } = sumPromised(asked)
  if (checksum) {
    const counting = startChecksum(checksum)
    counting.update(whole)
    checkSum(checksum, counting.digest(), value ?? trailers.get(checksumHeader(checksum)))
  }
  return whole.toString('utf8')
}

/** Each piece is written before the next is asked for. */
export async function writeBody(
  body: Body,
  file: string,
  counting: (Counting | undefined)[] = [],
): Promise<{ size: number; md5: string }> {
  const hash = createHash('md5')
  const handle = await open(file, 'w')
  let size = 0
  try {
    for await (const chunk of body) {
      size += chunk.length
      if (size > LARGEST) throw tooLarge(size)
      hash.update(chunk)
      for (const each of counting) each?.update(chunk)
      await handle.writeFile(chunk)
    }
  } finally {
    await handle.close()
  }
  return { size, md5: hash.digest('hex') }
}

function readPromises(asked: SignedAsked): Promised {
  const { payload } = asked.signed
  const framed = isFramed(payload)
  if (!framed && payload !== UNSIGNED && !/^[\da-f]{64}$/.test(payload)) {
    throw new Refusal(
      'InvalidArgument',
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
    )
  }
  const said = headerOf(asked, framed ? 'x-amz-decoded-content-length' : 'content-length')
  if (said === undefined || !/^\d+$/.test(said)) {
    throw new Refusal('MissingContentLength', 'You must provide the Content-Length HTTP header.')
  }
  if (Number(said) > LARGEST) throw tooLarge(Number(said))
  const md5 = headerOf(asked, 'content-md5')
  if (md5 !== undefined && Buffer.from(md5, 'base64').length !== 16) {
    throw new Refusal('InvalidDigest', 'The Content-MD5 you specified was invalid.')
  }
  return { length: Number(said), md5, ...sumPromised(asked) }
}

/** A checksum in the query of a presigned address says nothing: S3 passes over it, too. */
function sumPromised(asked: SignedAsked): Pick<Promised, 'checksum' | 'value'> {
  const trailer = headerOf(asked, 'x-amz-trailer')?.trim().toLowerCase()
  const given = CHECKSUMS.filter((name) => headerOf(asked, checksumHeader(name)) !== undefined)
  if (given.length + (trailer === undefined ? 0 : 1) > 1) {
    throw new Refusal(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    )
  }
  const checksum = given[0] ?? CHECKSUMS.find((name) => checksumHeader(name) === trailer)
  if (trailer !== undefined && checksum === undefined) {
    throw new Refusal('InvalidRequest', 'The value specified in the x-amz-trailer header is not supported')
  }
  return { checksum, value: checksum && headerOf(asked, checksumHeader(checksum)) }
}

function checkPayload(signed: string, sha256: Counting): void {
  const computed = Buffer.from(sha256.digest(), 'base64').toString('hex')
  if (computed === signed) return
  const details = { ClientComputedContentSHA256: signed, S3ComputedContentSHA256: computed }
  throw new Refusal(
    'XAmzContentSHA256Mismatch',
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    details,
  )
}

function checkSum(name: ChecksumName, computed: string, promised: string | undefined): void {
  if (computed === promised) return
  throw new Refusal('BadDigest', `The ${name.toUpperCase()} you specified did not match the calculated checksum.`)
}

export function tooLarge(size: number): Refusal {
  return new Refusal('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
    ProposedSize: String(size),
    MaxSizeAllowed: String(LARGEST),
  })
}

function tooShort(): Refusal {
  return new Refusal(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  )
}
