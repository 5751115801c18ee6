/** One object: put, got, asked about, deleted, copied. */
import { copyFile } from 'node:fs/promises'
import { type Answer, type Run, secondsOf, xmlAnswer } from './answer.ts'
import { headerOf, plainHeaders, type SignedAsked } from './asked.ts'
import { receive } from './body.ts'
import { type Bucket, bytesOf } from './bucket.ts'
import { headerOf as checksumHeader } from './checksums.ts'
import { checkReadConditions, checkWriteConditions, rangeOf } from './conditions.ts'
import { objectHeaders, type StoredObject } from './object.ts'
import { Refusal } from './refusal.ts'
import { element, NAMESPACE } from './xml.ts'

const LONGEST_KEY = 1024

export const putObject: Run = async ({ bucket, account, now, source }, asked) => {
  checkKey(asked.key)
  const headers = plainHeaders(asked)
  checkWriteConditions(headers, bucket.find(asked.key))
  const piece = await receive(asked, source, bucket.newFile(), account.accessKeyId)
  // Of two that put at once where nothing may be, one has come first meanwhile.
  checkWriteConditions(headers, bucket.find(asked.key))
  const { md5, size, checksum } = piece
  const object: StoredObject = {
    key: asked.key,
    pieces: [piece],
    size,
    etag: md5,
    modified: secondsOf(now()),
    ...objectHeaders(headers),
    ...(checksum && { checksum: { ...checksum, composite: false } }),
  }
  bucket.put(object)
  return { status: 200, headers: { etag: `"${object.etag}"`, ...checksumHeaders(object) } }
}

export const getObject: Run = async ({ bucket }, asked) => {
  const object = bucket.get(asked.key)
  const headers = answerHeaders(object, asked)
  if (checkReadConditions(plainHeaders(asked), object)) return { status: 304, headers: { etag: `"${object.etag}"` } }
  if (Object.values(headers).some((value) => /[^\x20-\x7e\xa0-\xff]/.test(value))) {
    throw new Refusal('InvalidArgument', 'Header value cannot be represented using ISO-8859-1.')
  }
  const range = rangeOf(headerOf(asked, 'range'), object.size)
  const { start, end } = range ?? { start: 0, end: object.size - 1 }
  const status = range ? 206 : 200
  headers['content-length'] = String(end - start + 1)
  if (range) headers['content-range'] = `bytes ${start}-${end}/${object.size}`
  else if (headerOf(asked, 'x-amz-checksum-mode') === 'ENABLED') Object.assign(headers, checksumHeaders(object))
  return { status, headers, ...(asked.method === 'GET' && { body: bytesOf(object.pieces, start, end) }) }
}

export const deleteObject: Run = async ({ bucket }, asked) => {
  checkWriteConditions({ 'if-match': headerOf(asked, 'if-match') }, bucket.find(asked.key))
  bucket.delete(asked.key)
  return { status: 204, headers: {} }
}

export const copyObject: Run = async ({ bucket, now }, asked) => {
  checkKey(asked.key)
  const original = findSource(bucket, headerOf(asked, 'x-amz-copy-source') ?? '')
  const headers = plainHeaders(asked)
  const conditions = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'].map((name) => [
    name,
    headers[`x-amz-copy-source-${name}`],
  ])
  if (checkReadConditions(Object.fromEntries(conditions), original)) {
    throw new Refusal('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
  }
  checkWriteConditions(headers, bucket.find(asked.key))
  const replaces = headerOf(asked, 'x-amz-metadata-directive') === 'REPLACE'
  if (original.key === asked.key && !replaces) {
    const message =
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes."
    throw new Refusal('InvalidRequest', message)
  }
  const pieces = await Promise.all(
    original.pieces.map(async (piece) => {
      const file = bucket.newFile()
      await copyFile(piece.file, file)
      return { ...piece, file }
    }),
  )
  const modified = secondsOf(now())
  bucket.put({ ...original, ...(replaces && objectHeaders(headers)), key: asked.key, pieces, modified })
  return xmlAnswer(
    element(
      'CopyObjectResult',
      [element('ETag', `"${original.etag}"`), element('LastModified', new Date(modified).toISOString())],
      NAMESPACE,
    ),
  )
}

export function checkKey(key: string): void {
  const size = Buffer.byteLength(key)
  if (size <= LONGEST_KEY) return
  const details = { Size: String(size), MaxSizeAllowed: String(LONGEST_KEY) }
  throw new Refusal('KeyTooLongError', 'Your key is too long', details)
}

function findSource(bucket: Bucket, source: string): StoredObject {
  const [, name, key] = /^\/?([^/]+)\/([^?]+)$/s.exec(decodeURIComponent(source)) ?? []
  if (name === undefined || key === undefined) {
    throw new Refusal('InvalidArgument', 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey')
  }
  if (name !== bucket.name)
    throw new Refusal('NoSuchBucket', 'The specified bucket does not exist', { BucketName: name })
  return bucket.get(key)
}

/** What a presigned address may say instead of the object: `response-content-disposition`, and five more. */
const OVERRIDES = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
]

function answerHeaders(object: StoredObject, { params }: SignedAsked): Answer['headers'] {
  const { system, metadata, etag, modified } = object
  const overrides = OVERRIDES.flatMap((name) => {
    const value = params.get(`response-${name}`)
    return value === undefined ? [] : [[name, value]]
  })
  return {
    ...system,
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
    ...Object.fromEntries(overrides),
    'accept-ranges': 'bytes',
    etag: `"${etag}"`,
    'last-modified': new Date(modified).toUTCString(),
  }
}

function checksumHeaders({ checksum }: StoredObject): Answer['headers'] {
  if (!checksum) return {}
  const { name, value, composite } = checksum
  return { [checksumHeader(name)]: value, 'x-amz-checksum-type': composite ? 'COMPOSITE' : 'FULL_OBJECT' }
}
