import type { IncomingMessage } from 'node:http'
import type { Signed, Unsigned } from './authorize.ts'
import { Refusal } from './refusal.ts'
import { decodeQuery } from './signature.ts'

export type Operation =
  | 'PutObject'
  | 'GetObject'
  | 'HeadObject'
  | 'DeleteObject'
  | 'DeleteObjects'
  | 'CopyObject'
  | 'PostObject'
  | 'ListObjectsV2'
  | 'HeadBucket'
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'
  | 'ListParts'
  | 'ListMultipartUploads'
  | 'Unknown'

/** A request as it came, taken apart. */
export interface Asked extends Unsigned {
  operation: Operation
  bucket: string
  /** Empty for a request that is about the bucket. */
  key: string
  params: Map<string, string>
  incoming: IncomingMessage
}

export interface SignedAsked extends Asked {
  signed: Signed
}

/** Parameters that ask for something else than the object or the list. */
const FEATURES =
  /^(?:accelerate|acl|analytics|attributes|cors|encryption|intelligent-tiering|inventory|legal-hold|lifecycle|location|logging|metrics|notification|object-lock|ownershipControls|partNumber|policy|policyStatus|publicAccessBlock|replication|requestPayment|restore|retention|select|tagging|torrent|versionId|versioning|versions|website)$/

/** @throws Refusal when the address cannot be read */
export function readAsked(incoming: IncomingMessage): Asked {
  const { method = 'GET', url = '/' } = incoming
  const at = url.indexOf('?')
  const [path, query] = at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)]
  const headers = Object.fromEntries(
    Object.entries(incoming.headersDistinct).map(([name, values = []]) => [name, values]),
  )
  try {
    const params = new Map(decodeQuery(query))
    const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(decodeURIComponent(path)) ?? []
    return {
      method,
      path,
      query,
      headers,
      params,
      bucket,
      key,
      incoming,
      operation: operationOf(method, key, params, incoming),
    }
  } catch {
    throw new Refusal('InvalidArgument', 'The address is not UTF-8 that was percent-encoded.')
  }
}

/** The first value of a header. */
export const headerOf = ({ headers }: Asked, name: string): string | undefined => headers[name]?.[0]

/** Headers with one value each. */
export function plainHeaders({ headers }: Asked): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.join(',')]))
}

function operationOf(
  method: string,
  key: string,
  params: Map<string, string>,
  { headers }: IncomingMessage,
): Operation {
  const has = (name: string) => params.has(name)
  if (has('uploadId') && key !== '') {
    const copies = headers['x-amz-copy-source'] !== undefined
    if (method === 'PUT') return has('partNumber') && !copies ? 'UploadPart' : 'Unknown'
    return OF_UPLOAD[method] ?? 'Unknown'
  }
  if ([...params.keys()].some((name) => FEATURES.test(name))) return 'Unknown'
  if (key === '') return ofBucket(method, params)
  if (method === 'POST') return has('uploads') ? 'CreateMultipartUpload' : 'Unknown'
  if (method === 'PUT' && headers['x-amz-copy-source'] !== undefined) return 'CopyObject'
  return OF_OBJECT[method] ?? 'Unknown'
}

function ofBucket(method: string, params: Map<string, string>): Operation {
  if (method === 'HEAD') return 'HeadBucket'
  if (method === 'POST') return params.has('delete') ? 'DeleteObjects' : 'PostObject'
  if (method !== 'GET') return 'Unknown'
  if (params.has('uploads')) return 'ListMultipartUploads'
  return params.get('list-type') === '2' ? 'ListObjectsV2' : 'Unknown'
}

const OF_UPLOAD: Record<string, Operation> = {
  POST: 'CompleteMultipartUpload',
  DELETE: 'AbortMultipartUpload',
  GET: 'ListParts',
}

const OF_OBJECT: Record<string, Operation> = {
  PUT: 'PutObject',
  GET: 'GetObject',
  HEAD: 'HeadObject',
  DELETE: 'DeleteObject',
}
