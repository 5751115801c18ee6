import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { downloadApp } from './download.ts'

/** The same stream, with pieces of 1 MB. */
export function buildApp() {
  return downloadApp(async (path, response) => {
    const { size } = await stat(path)
    response.setHeader('content-length', size)
    await pipeline(createReadStream(path, { highWaterMark: 2 ** 20 }), response)
  })
}
