import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs the body with a file of this content, which is gone afterwards. */
export async function withFile(content: Uint8Array, body: (path: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'top-talkers-'))
  try {
    const path = join(folder, 'access.log.gz')
    await writeFile(path, content)
    await body(path)
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

const rest = '- - [10/Oct/2025:13:55:36 +0000] "GET /products HTTP/1.1" 200 2326 "-" "curl/8.5"'
export const lineOf = (ip: string) => `${ip} ${rest}`
export const logOf = (ips: string[]) => `${ips.map(lineOf).join('\n')}\n`
