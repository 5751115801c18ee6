/* mistake
wrong: It reads and unpacks the whole log before it counts.
why: readFile and gunzip are two lines, and with the log of a quiet day they are enough.
status: out-of-memory
fails:
  - needs no more memory for a longer log
*/
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

const unpack = promisify(gunzip)

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

  const text = await unpack(await readFile(path, { signal }))
  signal?.throwIfAborted()
  text.toString().split('\n').forEach(add)

  return [...requests]
    .map(([ip, requests]) => ({ ip, requests }))
    .sort((a, b) => b.requests - a.requests || (a.ip < b.ip ? -1 : 1))
    .slice(0, count)
}
