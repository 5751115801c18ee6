import { randomBytes } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import type { RequestListener, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Writes a file of that size into the temporary folder, without holding it in memory. Gives its path. */
export function makeFile(megabytes: number): string {
  const path = join(tmpdir(), `backend-workbook-download-${process.pid}.bin`)
  const piece = randomBytes(2 ** 20)
  const file = openSync(path, 'w')
  try {
    for (let count = 0; count < megabytes; count += 1) writeSync(file, piece)
  } finally {
    closeSync(file)
  }
  return path
}

/**
 * The two routes of this benchmark. The variants differ in one thing only: how the file gets into the answer.
 *
 * @param send answers with the file
 */
export function downloadApp(send: (path: string, response: ServerResponse) => Promise<void>): RequestListener {
  const path = process.env['DOWNLOAD'] ?? ''
  return (request, response) => {
    if (request.url === '/ping') response.end('pong')
    // Whoever hangs up in the middle makes it reject; there is nobody left to tell.
    else send(path, response).catch(() => response.destroy())
  }
}
