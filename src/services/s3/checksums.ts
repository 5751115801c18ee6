/** Checksums that a client may send with a body: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

export const CHECKSUMS = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const
export type ChecksumName = (typeof CHECKSUMS)[number]

/** Counts along while a body comes in. */
export interface Counting {
  update: (data: Buffer) => void
  /** In base64, as headers hold it. */
  digest: () => string
}

export function startChecksum(name: ChecksumName): Counting {
  if (name === 'crc32') return countCrc32()
  if (name === 'crc32c') return countReflected(CASTAGNOLI)
  if (name === 'crc64nvme') return countCrc64()
  const hash = createHash(name)
  return { update: (data) => void hash.update(data), digest: () => hash.digest('base64') }
}

export const headerOf = (name: ChecksumName): string => `x-amz-checksum-${name}`

/** Of an object in parts: the checksum of their checksums, and how many they were. */
export function compositeOf(name: ChecksumName, parts: string[]): string {
  const whole = startChecksum(name)
  for (const part of parts) whole.update(Buffer.from(part, 'base64'))
  return `${whole.digest()}-${parts.length}`
}

function countCrc32(): Counting {
  let sum = 0
  return {
    update: (data) => {
      sum = crc32(data, sum)
    },
    digest: () => base64Of32(sum),
  }
}

const CASTAGNOLI = table32(0x82f63b78)

function countReflected(table: Uint32Array): Counting {
  let sum = 0xffffffff
  return {
    update(data) {
      for (const byte of data) sum = (table[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8)
    },
    digest: () => base64Of32((sum ^ 0xffffffff) >>> 0),
  }
}

function table32(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1
    return value >>> 0
  })
}

const ALL_64 = 0xffffffffffffffffn
const NVME = 0x9a6c9329ac4bc9b5n
let table64: BigUint64Array | undefined

/** Big integers are slow, and a client has to ask for this one. */
function countCrc64(): Counting {
  table64 ??= BigUint64Array.from({ length: 256 }, (_, byte) => {
    let value = BigInt(byte)
    for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ NVME : value >> 1n
    return value
  })
  const table = table64
  let sum = ALL_64
  return {
    update(data) {
      for (const byte of data) sum = (table[Number((sum ^ BigInt(byte)) & 0xffn)] ?? 0n) ^ (sum >> 8n)
    },
    digest() {
      const bytes = Buffer.alloc(8)
      bytes.writeBigUInt64BE(sum ^ ALL_64)
      return bytes.toString('base64')
    },
  }
}

function base64Of32(sum: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(sum)
  return bytes.toString('base64')
}
