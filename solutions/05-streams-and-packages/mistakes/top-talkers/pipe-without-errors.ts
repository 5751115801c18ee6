/* mistake
wrong: It connects the stages with pipe(), which carries data and no errors. A file that cannot be read ends the process.
why: 'pipe() is in every example, and reading the last stream with for await does tell of errors: of those of the last stream.'
fails:
  - rejects when there is no such file
  - closes the file when its content turns out to be damaged
  - gives up when the signal aborts, and closes the file
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
  if (signal) addAbortSignal(signal, file)
  const text: AsyncIterable<string> = file.pipe(createGunzip().setEncoding('utf8'))
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
