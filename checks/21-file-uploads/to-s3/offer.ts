import { expect } from 'backend-workbook/check'
import type { Market } from './market.ts'

export interface Image {
  name: string
  type: string
  size: number
}

export interface Upload {
  method: string
  url: string
  headers?: Record<string, string>
  fields?: Record<string, string>
}

export const PNG: Image = { name: 'lamp.png', type: 'image/png', size: 1000 }

/** Asks for an upload, and gives it as far as it is one. */
export async function offerFor(
  { call, store }: Market,
  image: Image = PNG,
): Promise<{ id: string; key: string; upload: Upload }> {
  const answer = await call('POST', '/images', { json: image })
  const what = `POST /images ${JSON.stringify(image)}`
  expect(answer, what).toEqual({ status: 201, body: { id: expect.any(String), upload: expect.any(Object) } })
  const { id, upload } = answer.body as { id: string; upload: Upload }
  expect(upload.method, `${what}: upload.method`).toMatch(/^(?:PUT|POST)$/)
  expect(upload, `${what}: upload`).toMatchObject(
    upload.method === 'POST' ? { url: expect.any(String), fields: expect.any(Object) } : { url: expect.any(String) },
  )
  const path = decodeURIComponent(new URL(upload.url).pathname)
  return { id, key: upload.fields?.['key'] ?? path.replace(`/${store.bucket}/`, ''), upload }
}

/** As a browser does it. @returns the status of the storage's answer */
export async function sendImage(
  { method, url, headers, fields }: Upload,
  size: number,
  type?: string,
): Promise<number> {
  const bytes = new Uint8Array(size).fill(7)
  if (method === 'PUT') {
    const all = { ...lowerCase(headers), ...(type && { 'content-type': type }) }
    return statusOf(await fetch(url, { method, headers: all, body: bytes }))
  }
  const form = new FormData()
  const given = Object.entries(fields ?? {}).filter(([name]) => !type || name.toLowerCase() !== 'content-type')
  for (const [name, value] of [...given, ...(type ? [['Content-Type', type] as const] : [])]) form.append(name, value)
  form.append('file', new Blob([bytes]), 'lamp.png')
  return statusOf(await fetch(url, { method, body: form, redirect: 'manual' }))
}

async function statusOf(response: Response): Promise<number> {
  await response.arrayBuffer()
  return response.status
}

const lowerCase = (headers: Record<string, string> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
