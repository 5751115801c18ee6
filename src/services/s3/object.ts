import type { ChecksumName } from './checksums.ts'

/** Bytes in a file of their own. */
export interface Piece {
  file: string
  size: number
  /** MD5 in hex. */
  md5: string
  checksum?: { name: ChecksumName; value: string }
}

/** What an answer says of an object, as it was said when it was put. */
export interface ObjectHeaders {
  /** `content-type` and the like, as they were sent. */
  system: Record<string, string>
  /** Without `x-amz-meta-`. */
  metadata: Record<string, string>
}

export interface StoredObject extends ObjectHeaders {
  key: string
  /** In order. An object that was uploaded in parts stays in parts. */
  pieces: Piece[]
  size: number
  /** Without quotation marks. */
  etag: string
  /** To the second, as HTTP tells it. */
  modified: number
  checksum?: { name: ChecksumName; value: string; composite: boolean }
}

export interface OpenUpload extends ObjectHeaders {
  id: string
  key: string
  begun: number
  checksum?: ChecksumName
  parts: Map<number, Piece>
}

const SYSTEM = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
]

/** @param headers names in lower case */
export function objectHeaders(headers: Record<string, string | undefined>): ObjectHeaders {
  const system: Record<string, string> = { 'content-type': 'binary/octet-stream' }
  const metadata: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    if (name.startsWith('x-amz-meta-')) metadata[name.slice('x-amz-meta-'.length)] = value
    else if (SYSTEM.includes(name)) system[name] = value
  }
  const { 'content-encoding': encoding } = system
  if (encoding !== undefined) {
    // It is how the body travels, and no property of the object.
    const rest = encoding
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each && each !== 'aws-chunked')
    if (rest.length === 0) delete system['content-encoding']
    else system['content-encoding'] = rest.join(',')
  }
  return { system, metadata }
}
