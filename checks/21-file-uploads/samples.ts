/** Small files of each kind, as their programs write them. */
import { crc32, deflateSync } from 'node:zlib'

/** A picture of one point. The colour makes pictures that differ. */
export function png(colour = 0): Buffer {
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0])
  const point = deflateSync(Buffer.from([0, colour >> 16, (colour >> 8) & 255, colour & 255]))
  const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([start, chunk('IHDR', header), chunk('IDAT', point), chunk('IEND', Buffer.alloc(0))])
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

/** A document of exactly so many bytes, from 400 on: the rest is a comment. */
export function pdf(size = 400, mark = 'x'): Buffer {
  const parts = [
    '1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n',
    '2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n',
    '3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\n',
  ]
  const tail = (head: string): string => {
    const starts = parts.map((_part, i) => head.length + parts.slice(0, i).join('').length)
    const table = starts.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
    const xref = head.length + parts.join('').length
    return `${parts.join('')}xref\n0 4\n0000000000 65535 f \n${table}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${String(xref).padStart(9, '0')}\n%%EOF\n`
  }
  const room = size - '%PDF-1.4\n%\n'.length - tail('').length
  const head = `%PDF-1.4\n%${mark.repeat(Math.max(0, room)).slice(0, Math.max(0, room))}\n`
  return Buffer.from(head + tail(head), 'latin1')
}

export const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64',
)
export const WEBP = Buffer.from('UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAwA0JaQAA3AA/vuUAAA=', 'base64')

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

/** What nobody takes here, whatever it is called. */
export const REFUSED: Record<string, Buffer> = {
  'an HTML page': Buffer.from('<!doctype html><script>alert(document.cookie)</script>'),
  'an SVG picture': Buffer.from(SVG),
  'an SVG picture that begins with <?xml …?>': Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${SVG}`),
  'a GIF picture': Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'),
  'a sound (WAV)': Buffer.from('UklGRigAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQQAAACAgICA', 'base64'),
  'a program for Windows': Buffer.concat([Buffer.from('MZ'), Buffer.alloc(400, 1)]),
  'plain text': Buffer.from('image/png'),
  'an empty file': Buffer.alloc(0),
}
