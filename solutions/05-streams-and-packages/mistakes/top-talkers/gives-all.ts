/* mistake
wrong: It gives all addresses, however many were asked for.
why: The list is sorted, so the caller can take the first ones. A busy log has a million addresses.
fails:
  - gives at most as many as asked for
  - puts addresses with equally many requests in the order of their text
  - reads a log that was joined from several gzip files
*/
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

export interface Talker {
  /** The address, as it stands at the beginning of the line. */
  ip: string
  /** How many lines begin with it. */
  requests: number
}

export interface TopTalkersOptions {
  /** Gives up: the call rejects, and the file is closed. */
  signal?: AbortSignal | undefined
}

export async function topTalkers(path: string, _count: number, { signal }: TopTalkersOptions = {}): Promise<Talker[]> {
  const requests = new Map<string, number>()
  function add(line: string): void {
    if (line === '') return
    const [ip = ''] = line.split(' ', 1)
    requests.set(ip, (requests.get(ip) ?? 0) + 1)
  }

  await pipeline(
    createReadStream(path),
    // With an encoding it gives whole characters as text.
    createGunzip().setEncoding('utf8'),
    async (text: AsyncIterable<string>) => {
      let rest = ''
      for await (const piece of text) {
        const lines = (rest + piece).split('\n')
        // The last line may go on in the next piece.
        rest = lines.pop() ?? ''
        lines.forEach(add)
      }
      add(rest)
    },
    { ...(signal && { signal }) },
  )

  // Both sorts are stable: of equally busy addresses the order of their text is left.
  return [...requests.keys()]
    .sort()
    .map((ip) => ({ ip, requests: requests.get(ip) ?? 0 }))
    .sort((a, b) => b.requests - a.requests)
}
