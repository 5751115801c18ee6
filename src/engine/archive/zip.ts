import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import { Problem } from '../../problem.ts'
import { printable } from './belongs.ts'

/** A file in an archive, by its path with `/` in it. */
export interface Entry {
  path: string
  content: Buffer
}

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50
const END_LENGTH = 22
/** The comment that may follow the end. */
const LONGEST_COMMENT = 0xffff
const UTF8 = 0x0800
const ENCRYPTED = 0x0001
const STORED = 0
const DEFLATED = 8
/** Of all that is unpacked, so that a small file cannot fill the memory. */
export const MOST_BYTES = 256 * 1024 * 1024

/**
 * An archive that every system opens (PKWARE's APPNOTE 6.3.10, without its extensions). Sizes and places are 32 bits
 * wide, which MOST_BYTES keeps within reach.
 */
export function writeZip(entries: readonly Entry[], at: Date): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { path, content } of entries) {
    const name = Buffer.from(path)
    const deflated = deflateRawSync(content)
    const method = deflated.length < content.length ? DEFLATED : STORED
    const data = method === DEFLATED ? deflated : content
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(UTF8, 2)
    shared.writeUInt16LE(method, 4)
    shared.writeUInt32LE(dosTime(at), 6)
    shared.writeUInt32LE(crc32(content), 10)
    shared.writeUInt32LE(data.length, 14)
    shared.writeUInt32LE(content.length, 18)
    shared.writeUInt16LE(name.length, 22)
    parts.push(uint32(LOCAL), shared, name, data)
    const rest = Buffer.alloc(14)
    // A plain file that its owner may write and everybody read, as Unix says it.
    rest.writeUInt32LE((0o100644 << 16) >>> 0, 6)
    rest.writeUInt32LE(offset, 10)
    directory.push(uint32(CENTRAL), Buffer.from([20, 3]), shared, rest, name)
    offset += 4 + shared.length + name.length + data.length
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0)
  const end = Buffer.alloc(END_LENGTH)
  end.writeUInt32LE(END, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, ...directory, end])
}

/**
 * Every file in an archive, each compared with its checksum. Folders are left out: their files name them.
 * @throws Problem when it is no archive, is damaged, or holds what no `course export` writes; nothing is half read
 */
export function readZip(bytes: Buffer, name: string): Entry[] {
  try {
    return read(bytes)
  } catch (error) {
    const why = error instanceof Damage ? error.message : 'it cannot be unpacked'
    throw new Problem(`${name} is damaged, or no archive of a workbook: ${why}.`, `Nothing was changed. ${AGAIN}`, {
      cause: error,
    })
  }
}

const AGAIN = 'Copy it again, or export it again on the machine it came from.'

class Damage extends Error {}

function read(bytes: Buffer): Entry[] {
  const end = endOf(bytes)
  const count = bytes.readUInt16LE(end + 10)
  const entries: Entry[] = []
  let place = bytes.readUInt32LE(end + 16)
  let total = 0
  for (let n = 0; n < count; n++) {
    if (bytes.readUInt32LE(place) !== CENTRAL) throw new Damage('its table of contents is broken')
    const lengths = [28, 30, 32].map((at) => bytes.readUInt16LE(place + at))
    const [nameLength = 0, extra = 0, comment = 0] = lengths
    const path = bytes.toString('utf8', place + 46, place + 46 + nameLength)
    total += bytes.readUInt32LE(place + 24)
    if (total > MOST_BYTES) throw new Damage('it would unpack to more than 256 MB')
    if (isLink(bytes, place)) throw new Damage(`it holds a link, ${printable(path)}, and a workbook's archive has none`)
    if (!path.endsWith('/')) entries.push({ path, content: contentOf(bytes, place, path) })
    place += 46 + nameLength + extra + comment
  }
  return entries
}

function endOf(bytes: Buffer): number {
  const first = Math.max(0, bytes.length - END_LENGTH - LONGEST_COMMENT)
  for (let place = bytes.length - END_LENGTH; place >= first; place--) {
    if (bytes.readUInt32LE(place) === END) return place
  }
  throw new Damage('its end is missing')
}

/** Unix keeps the kind of a file in the upper half of its attributes, when Unix wrote the archive. */
function isLink(bytes: Buffer, place: number): boolean {
  const madeOn = bytes.readUInt8(place + 5)
  const mode = bytes.readUInt32LE(place + 38) >>> 16
  return madeOn === 3 && (mode & 0o170000) === 0o120000
}

function contentOf(bytes: Buffer, place: number, path: string): Buffer {
  const flags = bytes.readUInt16LE(place + 8)
  const method = bytes.readUInt16LE(place + 10)
  const sum = bytes.readUInt32LE(place + 16)
  const packed = bytes.readUInt32LE(place + 20)
  const size = bytes.readUInt32LE(place + 24)
  const local = bytes.readUInt32LE(place + 42)
  if ((flags & ENCRYPTED) !== 0) throw new Damage(`${printable(path)} is encrypted`)
  if (bytes.readUInt32LE(local) !== LOCAL) throw new Damage(`${printable(path)} is not where it should be`)
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
  const data = bytes.subarray(start, start + packed)
  if (data.length !== packed) throw new Damage(`${printable(path)} is cut short`)
  const content = unpack(data, method, size)
  if (content?.length !== size || crc32(content) !== sum) throw new Damage(`${printable(path)} is not what was packed`)
  return content
}

function unpack(data: Buffer, method: number, size: number): Buffer | undefined {
  if (method === STORED) return Buffer.from(data)
  // Node refuses a limit of 0.
  if (method === DEFLATED) return inflateRawSync(data, { maxOutputLength: Math.max(size, 1) })
  return undefined
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** Seconds by two, from 1980 on, in the time of this machine: what the format has. */
function dosTime(at: Date): number {
  const time = (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1)
  const date = (Math.max(0, at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate()
  return ((date << 16) | time) >>> 0
}
