import type { RequestListener } from 'node:http'
import { makeReport } from './report.ts'

/** Makes the report, then answers. */
export function buildApp(): RequestListener {
  return (request, response) => {
    if (request.url === '/ping') return void response.end('pong')
    response.end(makeReport())
  }
}
