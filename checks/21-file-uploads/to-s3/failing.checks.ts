import { check, expect } from 'backend-workbook/check'
import { MB, patternOf, STORAGE_DOWN, serving } from './market.ts'

check('outlives one failure of the storage', { read: 'in-parts', ms: 8000 }, async () => {
  await serving(async ({ call, store, made, bytes }) => {
    for (const operation of ['CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload', 'PutObject'] as const) {
      await store.fail({ operation, answer: 500 })
    }
    const body = patternOf(7 * MB)
    const answer = await call('PUT', '/videos?name=a.mp4', { type: 'video/mp4', body })
    expect(answer.status, 'the status of PUT /videos with 7 MB, where one request to the storage gets a 500').toBe(201)
    const { objects } = await made()
    const stored = await bytes(objects[0]?.key ?? '')
    expect(stored.equals(body), 'whether the bytes of the object are those that were sent').toBe(true)
  })
})

check('says that the storage fails, and leaves nothing behind', { read: 'nothing-left', ms: 8000 }, async () => {
  await serving(async ({ call, store, made, files }) => {
    for (const operation of ['UploadPart', 'PutObject'] as const)
      await store.fail({ operation, answer: 500, times: 50 })
    for (const size of [7 * MB, 7]) {
      const body = Buffer.alloc(size)
      const answer = await call('PUT', '/videos?name=a.mp4', { type: 'video/mp4', body })
      expect(answer, `PUT /videos with ${size} bytes, where the storage takes none`).toEqual(STORAGE_DOWN)
    }
    await expect.poll(made, { message: 'what is in the bucket' }).toEqual({ objects: [], open: 0 })
    expect([...files.values()], 'the records in files').toEqual([])
    await store.mend()
    const json = { name: 'a.png', type: 'image/png', size: 3 }
    const { body } = await call('POST', '/images', { json })
    const { id } = (body ?? {}) as { id?: string }
    await store.fail({ operation: 'HeadObject', answer: 500, times: 50 })
    await store.fail({ operation: 'GetObject', answer: 500, times: 50 })
    await store.fail({ operation: 'ListObjectsV2', answer: 500, times: 50 })
    const done = await call('POST', `/images/${id}/done`)
    expect(done, 'POST /images/<id>/done, where the storage cannot say whether there is an image').toEqual(STORAGE_DOWN)
  })
})
