/* mistake
wrong: Whatever goes wrong, the answer is a list, and an empty one if the file is missing.
why: A report should not fail because of one bad file. But zero requests and no log are two different things.
fails:
  - rejects when there is no such file
  - rejects when the file is cut off
  - rejects when the file is no gzip
  - gives up when the signal aborts, and closes the file
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

export async function topTalkers(path: string, count: number, { signal }: TopTalkersOptions = {}): Promise<Talker[]> {
  const requests = new Map<string, number>()
  function add(line: string): void {
    if (line === '') return
    const [ip = ''] = line.split(' ', 1)
    requests.set(ip, (requests.get(ip) ?? 0) + 1)
  }

  try {
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
  } catch (error) {
    console.error(error)
  }

  // Both sorts are stable: of equally busy addresses the order of their text is left.
  return [...requests.keys()]
    .sort()
    .map((ip) => ({ ip, requests: requests.get(ip) ?? 0 }))
    .sort((a, b) => b.requests - a.requests)
    .slice(0, count)
}
