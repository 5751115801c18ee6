import type { App } from 'backend-workbook/check'
import { type Answer, API, ask } from './asking.ts'
import { adminToken, type Product } from './client.ts'

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const JPEG = [0xff, 0xd8, 0xff, 0xe0]
export const MIB = 1024 ** 2

let serial = 0

/** Bytes that begin like a PNG; no two are alike. */
export const png = (size = 500) => imageOf(PNG, size)
export const jpeg = (size = 500) => imageOf(JPEG, size)

function imageOf(start: number[], size: number): Uint8Array<ArrayBuffer> {
  serial += 1
  const bytes = Uint8Array.from({ length: size }, (_, index) => start[index] ?? (index * 31 + serial) % 256)
  return bytes
}

interface Sending {
  type?: string
  token?: string | undefined
}

export async function sendImage(
  app: App,
  { id }: Pick<Product, 'id'>,
  body: Uint8Array,
  sending: Sending = {},
): Promise<Answer> {
  const { type = 'image/png' } = sending
  const token = 'token' in sending ? sending.token : await adminToken(app)
  return ask(app, 'PUT', `/products/${id}/image`, { token, body, headers: { 'content-type': type } })
}

export interface SeenImage {
  status: number
  type: string | null
  size: number
  /** Byte for byte. */
  hex: string
}

/** What somebody's browser gets, who follows where it is led to. */
export async function imageOfProduct(app: App, { id }: Pick<Product, 'id'>): Promise<SeenImage> {
  const first = await app.fetch(`${API}/products/${id}/image`)
  const location = first.headers.get('location')
  const isElsewhere = [302, 307].includes(first.status) && location !== null
  const response = isElsewhere ? await fetch(new URL(location, app.url)) : first
  const bytes = Buffer.from(await response.arrayBuffer())
  const type = response.headers.get('content-type')
  return { status: response.status, type, size: bytes.length, hex: bytes.toString('hex') }
}

export const seenAs = (bytes: Uint8Array, type: string): SeenImage => ({
  ...{ status: 200, type, size: bytes.length },
  hex: Buffer.from(bytes).toString('hex'),
})
