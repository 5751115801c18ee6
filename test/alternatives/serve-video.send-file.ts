import { stat } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import express, { type ErrorRequestHandler, type Express } from 'express'
import type { Deps } from '../../solutions/21-file-uploads/serve-video.ts'

/** Express's sendFile does the work, and is told before what it would do otherwise than the contract. */
export function buildApp({ find }: Deps): Express {
  const app = express()
  app.all('/videos/:id', async (request, response) => {
    const video = await find(request.params.id)
    if (!video) return void response.status(404).json({ error: 'not_found' })
    if (!['GET', 'HEAD'].includes(request.method)) {
      return void response.set('Allow', 'GET, HEAD').status(405).json({ error: 'method_not_allowed' })
    }
    const stats = await stat(video.path).catch(() => undefined)
    if (!stats) return void response.status(404).json({ error: 'not_found' })
    const etag = `"${stats.size}-${Math.round(stats.mtimeMs)}"`
    const modified = stats.mtime.toUTCString()
    response.set({ ETag: etag, 'Last-Modified': modified, 'Content-Type': video.type })
    mendRange(request.method, request.headers, [etag, modified], stats.size)
    response.sendFile(video.path, { cacheControl: false, etag: false, lastModified: false }, (error) => {
      if (!error || response.headersSent) return
      const isRange = 'status' in error && error.status === 416
      if (isRange) response.set('Content-Range', `bytes */${stats.size}`)
      response.status(isRange ? 416 : 500).json({ error: isRange ? 'no_such_range' : 'internal' })
    })
  })
  app.use((_request, response) => void response.status(404).json({ error: 'not_found' }))
  const answerErrors: ErrorRequestHandler = (error, _request, response, _next) => {
    const isPath = error instanceof URIError
    response.status(isPath ? 400 : 500).json({ error: isPath ? 'bad_request' : 'internal' })
  }
  app.use(answerErrors)
  return app
}

/** Takes away what sendFile would follow, although it is not valid, not meant for this version, or for HEAD. */
function mendRange(method: string, headers: IncomingHttpHeaders, versions: string[], size: number): void {
  const { range = '', 'if-range': version } = headers
  const [, first, last = '', suffix] = /^bytes=(?:(\d+)-(\d*)|-(\d+))$/.exec(range) ?? []
  const isValid = suffix !== undefined || (first !== undefined && (last === '' || BigInt(first) <= BigInt(last)))
  const isMeant = version === undefined || versions.includes(String(version))
  if (method === 'HEAD' || !isValid || !isMeant) delete headers.range
  // sendFile answers 416 to a suffix that is longer than the file.
  else if (Number(suffix) > size && size > 0) headers.range = 'bytes=0-'
  delete headers['if-range']
}
