import { get } from 'node:http'

/** The status of `GET /health`, on a connection of its own; undefined when there was no answer in time. */
export function askHealth(port: number, ms: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/health', agent: false, signal: AbortSignal.timeout(ms) })
    request.on('response', (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.on('error', () => resolve(undefined))
  })
}
