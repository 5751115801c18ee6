import { closeSync, ftruncateSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { check, expect } from 'backend-workbook/check'
import { serving } from './cinema.ts'

const GB5 = 5_000_000_000

check('sends parts of files of more than 4 GB', { read: 'ranges' }, async (context) => {
  await serving(async ({ ask, videos, folder }) => {
    const path = join(folder, 'fair.mp4')
    context.skip(!makeHuge(path), 'the disk has no place for a file of 5 GB')
    videos.set('fair', { path, type: 'video/mp4' })
    for (const [range, start, end] of [
      ['bytes=4294967296-4294967305', 4_294_967_296, 4_294_967_305],
      ['bytes=2147483640-2147483655', 2_147_483_640, 2_147_483_655],
      ['bytes=-16', GB5 - 16, GB5 - 1],
      ['bytes=4999999990-', GB5 - 10, GB5 - 1],
    ] as const) {
      const { status, headers, bytes } = await ask({ range }, { path: '/videos/fair' })
      expect(
        { status, range: headers['content-range'], bytes: bytes.length },
        `GET of ${GB5} bytes with Range: ${range}`,
      ).toEqual({ status: 206, range: `bytes ${start}-${end}/${GB5}`, bytes: end - start + 1 })
    }
    const head = await ask({}, { path: '/videos/fair', method: 'HEAD' })
    expect(head.headers['content-length'], 'Content-Length of HEAD').toBe(`${GB5}`)
  })
})

check('answers what is no video, and other methods, with codes', { read: 'ranges' }, async () => {
  const state = { isDown: false }
  const known = new Map<string, { path: string; type: string }>()
  const find = async (id: string) => {
    if (state.isDown) throw new Error('connect ECONNREFUSED db.internal:5432')
    return known.get(id)
  }
  await serving(
    async ({ ask, folder }) => {
      known.set('drill', { path: join(folder, 'drill.mp4'), type: 'video/mp4' })
      known.set('gone', { path: join(folder, 'gone.mp4'), type: 'video/mp4' })
      const shown = async (path: string, method = 'GET') => {
        const { status, bytes } = await ask({}, { path, method })
        return { status, body: bytes.toString() }
      }
      const missing = { status: 404, body: '{"error":"not_found"}' }
      for (const path of [
        '/videos/none',
        '/videos/gone',
        '/videos/',
        '/',
        '/drill',
        '/videos/drill/x',
        '/videos/..%2Fdrill.mp4',
      ]) {
        expect(await shown(path), `GET ${path}`).toEqual(missing)
      }
      const { status } = await ask({}, { path: '/videos/%E0%A4%A' })
      expect([400, 404], 'statuses that are right for GET /videos/%E0%A4%A').toContain(status)
      for (const method of ['POST', 'PUT', 'DELETE']) {
        const answer = await ask({}, { method })
        expect(
          { status: answer.status, allow: answer.headers.allow, body: answer.bytes.toString() },
          `${method} /videos/drill`,
        ).toEqual({ status: 405, allow: 'GET, HEAD', body: '{"error":"method_not_allowed"}' })
      }
      for (const path of ['/videos/none', '/nowhere']) expect(await shown(path, 'PUT'), `PUT ${path}`).toEqual(missing)
      state.isDown = true
      expect(await shown('/videos/drill'), 'GET while find rejects').toEqual({
        status: 500,
        body: '{"error":"internal"}',
      })
      state.isDown = false
      expect((await ask()).status, 'the status of GET after that').toBe(200)
    },
    { find },
  )
})

/** A file with a hole: it takes no room where the file system knows holes. */
function makeHuge(path: string): boolean {
  const file = openSync(path, 'w')
  try {
    ftruncateSync(file, GB5)
    return true
  } catch {
    return false
  } finally {
    closeSync(file)
  }
}
