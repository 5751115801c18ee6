import { get } from 'node:http'

/** Where a server of this machine may listen: `localhost` is either. */
export const HOSTS = ['127.0.0.1', '::1'] as const

export type Host = (typeof HOSTS)[number]

/** `127.0.0.1:3000`, `[::1]:3000` */
export function authorityOf(host: Host, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** The status of `GET /health`, on a connection of its own; undefined when there was no answer in time. */
export function askHealth(host: Host, port: number, ms: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = get({ host, port, path: '/health', agent: false, signal: AbortSignal.timeout(ms) })
    request.on('response', (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.on('error', () => resolve(undefined))
  })
}
