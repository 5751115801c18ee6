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

/** See the exercise for the contract. */
export async function topTalkers(path: string, count: number, { signal }: TopTalkersOptions = {}): Promise<Talker[]> {
  const requests = new Map<string, number>()
  await pipeline(
    createReadStream(path),
    createGunzip(),
    async (text) => {
      for await (const line of linesOf(text.setEncoding('utf8'))) {
        if (line === '') continue
        const ip = line.split(' ', 1).join()
        requests.set(ip, (requests.get(ip) ?? 0) + 1)
      }
    },
    { ...(signal && { signal }) },
  )
  return [...requests]
    .map(([ip, requests]) => ({ ip, requests }))
    .sort((a, b) => b.requests - a.requests || (a.ip < b.ip ? -1 : 1))
    .slice(0, count)
}

/** The lines of a text that comes in pieces. A piece may end in the middle of one. */
async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const piece of text) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  yield rest
}
