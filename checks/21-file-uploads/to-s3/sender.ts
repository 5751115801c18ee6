import { request as httpRequest } from 'node:http'

/** A video on its way. */
export interface Sender {
  /** Settles when the connection has taken it, or has ended. */
  send: (bytes: Buffer) => Promise<void>
  end: () => void
  /** As when somebody's phone loses its network. */
  breakOff: () => void
  /** What was answered; `undefined` where the connection ended without an answer. */
  answered: Promise<{ status: number; body: unknown } | undefined>
}

export function beginUpload(port: number, path: string, headers: Record<string, string | number>): Sender {
  const request = httpRequest({ host: '127.0.0.1', port, path, method: 'PUT', headers, agent: false })
  const answered = new Promise<{ status: number; body: unknown } | undefined>((resolve) => {
    request.once('error', () => resolve(undefined))
    request.once('response', async (response) => {
      let text = ''
      try {
        for await (const chunk of response.setEncoding('utf8')) text += chunk
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) })
      } catch {
        resolve({ status: response.statusCode ?? 0, body: text })
      }
    })
  })
  return {
    send: (bytes) =>
      new Promise((resolve) => {
        if (request.destroyed || request.closed) return resolve()
        request.once('close', resolve)
        request.write(bytes, () => {
          request.off('close', resolve)
          resolve()
        })
      }),
    end: () => void request.end(),
    breakOff: () => void request.destroy(),
    answered,
  }
}
