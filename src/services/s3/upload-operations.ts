/** Uploads in parts: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html */
import { createHash } from 'node:crypto'
import { type Run, secondsOf, xmlAnswer } from './answer.ts'
import { headerOf, plainHeaders } from './asked.ts'
import { receive, receiveText } from './body.ts'
import { discard } from './bucket.ts'
import { malformedXml } from './bucket-operations.ts'
import { CHECKSUMS, headerOf as checksumHeader, compositeOf } from './checksums.ts'
import { checkWriteConditions } from './conditions.ts'
import { type OpenUpload, objectHeaders, type Piece, type StoredObject } from './object.ts'
import { checkKey } from './object-operations.ts'
import { Refusal } from './refusal.ts'
import { childText, element, type Markup, NAMESPACE, type Read, readXml } from './xml.ts'

const SMALLEST_PART = 5 * 1024 ** 2
const LAST_NUMBER = 10_000

export const createUpload: Run = async ({ bucket, now }, asked) => {
  checkKey(asked.key)
  const algorithm = headerOf(asked, 'x-amz-checksum-algorithm')?.toLowerCase()
  const checksum = CHECKSUMS.find((name) => name === algorithm)
  if (algorithm !== undefined && !checksum)
    throw new Refusal('InvalidRequest', 'Checksum algorithm provided is unsupported.')
  const kind = { ...objectHeaders(plainHeaders(asked)), ...(checksum && { checksum }) }
  const { id } = bucket.begin({ key: asked.key, begun: now(), ...kind })
  const names = [element('Bucket', bucket.name), element('Key', asked.key), element('UploadId', id)]
  return xmlAnswer(
    element('InitiateMultipartUploadResult', names, NAMESPACE),
    checksum && { 'x-amz-checksum-algorithm': checksum.toUpperCase() },
  )
}

export const uploadPart: Run = async ({ bucket, account, source }, asked) => {
  const upload = bucket.upload(asked.params.get('uploadId') ?? '', asked.key)
  const number = Number(asked.params.get('partNumber'))
  if (!Number.isInteger(number) || number < 1 || number > LAST_NUMBER) {
    throw new Refusal('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive')
  }
  const piece = await receive(asked, source, bucket.newFile(), account.accessKeyId, upload.checksum)
  if (!bucket.uploads.has(upload.id)) {
    discard([piece])
    bucket.upload(upload.id, asked.key)
  }
  const before = upload.parts.get(number)
  upload.parts.set(number, piece)
  if (before) discard([before])
  const { md5, checksum } = piece
  return {
    status: 200,
    headers: { etag: `"${md5}"`, ...(checksum && { [checksumHeader(checksum.name)]: checksum.value }) },
  }
}

export const completeUpload: Run = async ({ bucket, account, now, source }, asked) => {
  const upload = bucket.upload(asked.params.get('uploadId') ?? '', asked.key)
  const root = readXml(await receiveText(asked, source, account.accessKeyId))
  if (root?.name !== 'CompleteMultipartUpload') throw malformedXml()
  checkWriteConditions(plainHeaders(asked), bucket.find(asked.key))
  const pieces = chosenParts(upload, root)
  bucket.end(upload, pieces)
  const object = joined(upload, pieces, secondsOf(now()))
  bucket.put(object)
  return xmlAnswer(
    element(
      'CompleteMultipartUploadResult',
      [
        element('Location', `/${bucket.name}/${asked.key}`),
        element('Bucket', bucket.name),
        element('Key', asked.key),
        element('ETag', `"${object.etag}"`),
      ],
      NAMESPACE,
    ),
  )
}

export const abortUpload: Run = async ({ bucket }, { params, key }) => {
  bucket.end(bucket.upload(params.get('uploadId') ?? '', key))
  return { status: 204, headers: {} }
}

export const listParts: Run = async ({ bucket }, { params, key }) => {
  const { id, parts } = bucket.upload(params.get('uploadId') ?? '', key)
  const most = Math.min(Number(params.get('max-parts') ?? 1000), 1000)
  const after = Number(params.get('part-number-marker') ?? 0)
  const left = [...parts].filter(([number]) => number > after).sort(([a], [b]) => a - b)
  const shown = left.slice(0, most)
  return xmlAnswer(
    element(
      'ListPartsResult',
      [
        ...[element('Bucket', bucket.name), element('Key', key), element('UploadId', id)],
        element('PartNumberMarker', after),
        element('NextPartNumberMarker', shown.at(-1)?.[0] ?? 0),
        element('MaxParts', most),
        element('IsTruncated', shown.length < left.length),
        ...shown.map(([number, { size, md5 }]) =>
          element('Part', [element('PartNumber', number), element('ETag', `"${md5}"`), element('Size', size)]),
        ),
      ],
      NAMESPACE,
    ),
  )
}

export const listUploads: Run = async ({ bucket }, { params }) => {
  const prefix = params.get('prefix') ?? ''
  const uploads = [...bucket.uploads.values()].filter(({ key }) => key.startsWith(prefix))
  const shown = uploads.map(({ key, id, begun }): Markup => {
    const since = element('Initiated', new Date(begun).toISOString())
    return element('Upload', [element('Key', key), element('UploadId', id), since])
  })
  const head = [element('Bucket', bucket.name), element('Prefix', prefix), element('IsTruncated', false)]
  return xmlAnswer(element('ListMultipartUploadsResult', [...head, ...shown], NAMESPACE))
}

/** @throws Refusal when they are none, out of order, not what arrived, or too small */
function chosenParts({ parts }: OpenUpload, root: Read): Piece[] {
  const asked = root.children.filter(({ name }) => name === 'Part')
  if (asked.length === 0) throw malformedXml()
  let last = 0
  const chosen = asked.map((part) => {
    const number = Number(childText(part, 'PartNumber'))
    if (!(number > last)) {
      throw new Refusal(
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
      )
    }
    last = number
    const piece = parts.get(number)
    const etag = childText(part, 'ETag')?.replaceAll('"', '')
    if (!piece || piece.md5 !== etag || !checksumAgrees(part, piece)) throw invalidPart(number, etag)
    return piece
  })
  const small = chosen.slice(0, -1).find(({ size }) => size < SMALLEST_PART)
  if (!small) return chosen
  const details = { ProposedSize: String(small.size), MinSizeAllowed: String(SMALLEST_PART) }
  throw new Refusal('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', details)
}

function checksumAgrees(part: Read, { checksum }: Piece): boolean {
  const said = checksum && childText(part, `Checksum${checksum.name.toUpperCase()}`)
  return said === undefined || said === checksum?.value
}

function invalidPart(number: number, etag: string | undefined): Refusal {
  const message =
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag."
  return new Refusal('InvalidPart', message, { PartNumber: String(number), ETag: etag ?? '' })
}

function joined({ key, system, metadata, checksum }: OpenUpload, pieces: Piece[], modified: number): StoredObject {
  const digest = createHash('md5')
  for (const { md5 } of pieces) digest.update(Buffer.from(md5, 'hex'))
  const sums = pieces.flatMap((piece) =>
    piece.checksum && piece.checksum.name === checksum ? [piece.checksum.value] : [],
  )
  // S3 has no such checksum of checksums for crc64nvme, and ours does not compute the other kind.
  const whole = checksum && checksum !== 'crc64nvme' && sums.length === pieces.length
  return {
    key,
    pieces,
    system,
    metadata,
    modified,
    size: pieces.reduce((sum, { size }) => sum + size, 0),
    etag: `${digest.digest('hex')}-${pieces.length}`,
    ...(whole && { checksum: { name: checksum, value: compositeOf(checksum, sums), composite: true } }),
  }
}
