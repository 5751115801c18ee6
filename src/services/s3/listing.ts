/** ListObjectsV2: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */

import type { StoredObject } from './object.ts'
import { Refusal } from './refusal.ts'
import { encodeStrictly } from './signature.ts'
import { element, type Markup, NAMESPACE } from './xml.ts'

const MOST = 1000

interface Page {
  objects: StoredObject[]
  prefixes: string[]
  /** The last key or prefix of this page, where there are more. */
  last?: string
}

export function listObjects(bucket: string, all: StoredObject[], query: Map<string, string>): Markup {
  const asked = query.get('max-keys') ?? String(MOST)
  if (!/^\d+$/.test(asked))
    throw new Refusal('InvalidArgument', 'Provided max-keys not an integer or within integer range')
  const most = Math.min(Number(asked), MOST)
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? '']
  const token = query.get('continuation-token')
  const after = token === undefined ? (query.get('start-after') ?? '') : keyOf(token)
  const { objects, prefixes, last } = pageOf(all, { prefix, delimiter, after, most })
  const shown = (key: string) =>
    query.get('encoding-type') === 'url' ? encodeStrictly(key).replaceAll('%2F', '/') : key
  return element(
    'ListBucketResult',
    [
      element('Name', bucket),
      element('Prefix', shown(prefix)),
      ...(delimiter ? [element('Delimiter', shown(delimiter))] : []),
      ...(token === undefined ? [] : [element('ContinuationToken', token)]),
      ...(query.has('start-after') ? [element('StartAfter', shown(query.get('start-after') ?? ''))] : []),
      element('KeyCount', objects.length + prefixes.length),
      element('MaxKeys', most),
      ...(query.has('encoding-type') ? [element('EncodingType', 'url')] : []),
      element('IsTruncated', last !== undefined),
      ...(last === undefined ? [] : [element('NextContinuationToken', tokenOf(last))]),
      ...objects.map((object) =>
        element('Contents', [
          element('Key', shown(object.key)),
          element('LastModified', new Date(object.modified).toISOString()),
          element('ETag', `"${object.etag}"`),
          element('Size', object.size),
          element('StorageClass', 'STANDARD'),
        ]),
      ),
      ...prefixes.map((each) => element('CommonPrefixes', [element('Prefix', shown(each))])),
    ],
    NAMESPACE,
  )
}

function pageOf(
  all: StoredObject[],
  { prefix, delimiter, after, most }: { prefix: string; delimiter: string; after: string; most: number },
): Page {
  const page: Page = { objects: [], prefixes: [] }
  const sorted = all.filter(({ key }) => key.startsWith(prefix)).sort((a, b) => byBytes(a.key, b.key))
  let last = ''
  for (const object of sorted) {
    const cut = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length)
    const name = cut < 0 ? object.key : object.key.slice(0, cut + delimiter.length)
    if (name === last || byBytes(name, after) <= 0) continue
    if (page.objects.length + page.prefixes.length >= most) return most === 0 ? page : { ...page, last }
    if (cut < 0) page.objects.push(object)
    else page.prefixes.push(name)
    last = name
  }
  return page
}

/** Keys are sorted by their UTF-8 bytes, which is not how strings of JavaScript compare. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

const tokenOf = (key: string): string => Buffer.from(`after ${key}`).toString('base64')

function keyOf(token: string): string {
  const text = Buffer.from(token, 'base64').toString()
  if (text.startsWith('after ')) return text.slice('after '.length)
  throw new Refusal('InvalidArgument', 'The continuation token provided is incorrect')
}
