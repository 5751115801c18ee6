import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { downloadApp } from './download.ts'

/** Reads 64 KB, the default of file streams, hands it on, and waits until there is room for more. */
export function buildApp() {
  return downloadApp(async (path, response) => {
    const { size } = await stat(path)
    response.setHeader('content-length', size)
    await pipeline(createReadStream(path), response)
  })
}
