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

/**
 * Finds the addresses with the most requests in an access log that was compressed with gzip.
 *
 * - A line is one request. What stands before its first space is the address, whatever it is: nothing, if the line begins
 *   with a space, and the whole line, if it has none. The log is UTF-8, and lines end with `\n`. Empty lines do not count,
 *   those of spaces do; the last line may have no line break.
 * - The busiest address comes first; those with equally many stand in ascending order of their text (`<`).
 * - It gives at most `count` talkers, none for 0.
 * - The log may be far larger than memory. It is often several gzip files joined into one, which is a gzip file again.
 * - A file that is missing, damaged, cut off (maybe to nothing), or no gzip at all rejects with the error of the stream that noticed it.
 *   There is no result for half a file.
 * - However it ends, soon after it nothing of it is open any more, and nothing was thrown that nobody can catch.
 *
 * @example
 * await topTalkers('access.log.gz', 2)
 * // [{ ip: '203.0.113.9', requests: 5210 }, { ip: '198.51.100.4', requests: 977 }]
 */
export async function topTalkers(path: string, count: number, options: TopTalkersOptions = {}): Promise<Talker[]> {
  return []
}
