import { randomUUID } from 'node:crypto'
import { dropFile, loadFile, saveFile } from './bucket.ts'
import { changing } from './cache.ts'
import { query, transaction } from './database.ts'
import { fail } from './failure.ts'
import { type Image, imageOf, type Product, removeProduct, setImage } from './tables/products.ts'
import { forgetStray, noteStray, strays } from './tables/stray-files.ts'

const BEGINNINGS: [type: string, bytes: number[]][] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
]

/** undefined for what is neither PNG nor JPEG. */
export function imageType(bytes: Buffer): string | undefined {
  return BEGINNINGS.find(([, start]) => bytes.subarray(0, start.length).equals(Buffer.from(start)))?.[0]
}

/** Every file has a key of its own, so the old one is whole until the new one is shown. */
export async function replaceImage(id: string, bytes: Buffer, type: string): Promise<Product> {
  if (!(await imageOf(id))) fail('not_found')
  const key = `products/${id}/${randomUUID()}`
  await noteStray(query, key)
  await saveFile(key, bytes, type)
  const set = await swap(id, { key, type })
  if (!set) await dropFile(key)
  if (!set) return fail('not_found')
  if (set.before.key === null) return set.product
  if (await dropFile(set.before.key)) {
    await forgetStray(query, set.before.key)
    return set.product
  }
  // The old one is still there: it is shown again, unless somebody has shown a third one since.
  await swap(id, set.before, key)
  await dropFile(key)
  return fail('unavailable')
}

/** Shows this image, and notes the one that was shown as stray. */
async function swap(id: string, image: Image, only?: string) {
  return await changing((begin) =>
    transaction(async (db) => {
      await begin(db, [id])
      const set = await setImage(db, id, image, only)
      if (!set) return undefined
      if (image.key !== null) await forgetStray(db, image.key)
      await noteStray(db, set.before.key)
      return set
    }),
  )
}

/** The file goes first: if it cannot, the product stays as it is. */
export async function deleteWithImage(id: string): Promise<void> {
  for (;;) {
    const { key } = (await imageOf(id)) ?? fail('not_found')
    if (key !== null && !(await dropFile(key))) fail('unavailable')
    const isRemoved = await changing((begin) =>
      transaction(async (db) => {
        await begin(db, [id])
        return await removeProduct(db, id, key)
      }),
    )
    if (isRemoved) return
  }
}

/** It may be replaced between the two questions. */
export async function loadImage(id: string): Promise<{ bytes: Uint8Array; type: string }> {
  for (let tries = 0; tries < 3; tries += 1) {
    const { key, type } = (await imageOf(id)) ?? fail('not_found')
    if (key === null || type === null) fail('not_found')
    const bytes = await loadFile(key)
    if (bytes) return { bytes, type }
  }
  return fail('not_found')
}

/** What processes have left that died, or could not reach the bucket. */
export async function dropStrays(): Promise<void> {
  for (const key of await strays()) if (await dropFile(key)) await forgetStray(query, key)
}
