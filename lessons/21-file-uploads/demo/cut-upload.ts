// A client that goes away after half of its file, four times: each time somebody else was responsible for the file. Look
// for: what stays on the disk, and which names tell that a file is not whole.
import { once } from 'node:events'
import { createWriteStream, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { createServer, request as httpRequest, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import express from 'express'
import multer from 'multer'

const ways: Record<string, (folder: string) => RequestListener> = {
  'request.pipe(file)': (folder) => (request, response) => {
    request.on('error', () => undefined)
    request.pipe(createWriteStream(join(folder, 'licence.pdf'))).on('finish', () => response.end())
  },
  'pipeline, and nothing in its catch': (folder) => (request, response) => {
    pipeline(request, createWriteStream(join(folder, 'licence.pdf'))).then(
      () => response.end(),
      () => undefined,
    )
  },
  'pipeline, .part, rename, and rm where it fails': (folder) => async (request, response) => {
    const part = join(folder, '6f1c.part')
    try {
      await pipeline(request, createWriteStream(part))
      await rename(part, join(folder, '6f1c'))
      response.end()
    } catch {
      await rm(part, { force: true })
    }
  },
  "multer's diskStorage": (folder) =>
    express()
      .post('/', multer({ dest: folder }).single('file'), (_request, response) => void response.end())
      .use(((_error, _request, response, _next) => void response.end()) as express.ErrorRequestHandler),
}

const scratch = mkdtempSync(join(tmpdir(), 'cut-upload-'))
for (const [index, [way, listener]] of Object.entries(ways).entries()) {
  const folder = join(scratch, String(index))
  mkdirSync(folder)
  const server = createServer(listener(folder)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const request = httpRequest({
    port: (server.address() as AddressInfo).port,
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b', 'content-length': 1_000_000 },
  })
  request.on('error', () => undefined)
  const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="licence.pdf"\r\n\r\n'
  request.write(head + 'x'.repeat(500_000))
  while (readdirSync(folder).length === 0) await sleep(5)
  request.destroy()
  server.close()
  await once(server, 'close')
  await sleep(100)
  const left = readdirSync(folder)
  console.log(`${way}\n    left: ${left.length === 0 ? 'nothing' : `${left.join(', ')}, which is half a file`}\n`)
}
rmSync(scratch, { recursive: true })
