/* mistake
wrong: It hears of every error, and leaves the file open when the damage is found by gunzip.
why: 'destroy(error) hands an error down the line. Nothing hands one up: the file is paused, still open, and nobody will ever read on.'
fails:
  - closes the file when its content turns out to be damaged
*/
import { createReadStream } from 'node:fs'
import { addAbortSignal } from 'node:stream'
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

  const file = createReadStream(path)
  const text = createGunzip().setEncoding('utf8')
  file.on('error', (error) => text.destroy(error))
  if (signal) addAbortSignal(signal, file)
  file.pipe(text)
  let rest = ''
  for await (const piece of text) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    lines.forEach(add)
  }
  add(rest)

  // Both sorts are stable: of equally busy addresses the order of their text is left.
  return [...requests.keys()]
    .sort()
    .map((ip) => ({ ip, requests: requests.get(ip) ?? 0 }))
    .sort((a, b) => b.requests - a.requests)
    .slice(0, count)
}
