/** What is asked of the bucket: which objects there are, and to delete many at once. */
import { type Run, xmlAnswer } from './answer.ts'
import { headerOf } from './asked.ts'
import { receiveText } from './body.ts'
import { CHECKSUMS, headerOf as checksumHeader } from './checksums.ts'
import { listObjects } from './listing.ts'
import { Refusal } from './refusal.ts'
import { childText, element, NAMESPACE, readXml } from './xml.ts'

/** S3's own limit of one request. */
const MOST_DELETED = 1000

export const headBucket: Run = async ({ account }) => ({
  status: 200,
  headers: { 'x-amz-bucket-region': account.region },
})

export const listObjectsV2: Run = async ({ bucket }, { params }) =>
  xmlAnswer(listObjects(bucket.name, bucket.objects, params))

export const deleteObjects: Run = async ({ bucket, account, source }, asked) => {
  const names = ['content-md5', 'x-amz-trailer', ...CHECKSUMS.map(checksumHeader)]
  if (names.every((name) => headerOf(asked, name) === undefined)) {
    throw new Refusal('InvalidRequest', 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*')
  }
  const root = readXml(await receiveText(asked, source, account.accessKeyId))
  const keys = root?.children.filter(({ name }) => name === 'Object').map((object) => childText(object, 'Key'))
  if (root?.name !== 'Delete' || !keys?.length || keys.length > MOST_DELETED || keys.includes(undefined)) {
    throw malformedXml()
  }
  const quiet = childText(root, 'Quiet') === 'true'
  for (const key of keys) if (key !== undefined) bucket.delete(key)
  const deleted = quiet ? [] : keys.map((key) => element('Deleted', [element('Key', key ?? '')]))
  return xmlAnswer(element('DeleteResult', deleted, NAMESPACE))
}

export function malformedXml(): Refusal {
  const message = 'The XML you provided was not well-formed or did not validate against our published schema'
  return new Refusal('MalformedXML', message)
}
