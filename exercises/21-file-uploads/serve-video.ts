import type { RequestListener } from 'node:http'

export interface Video {
  /** The file. */
  path: string
  /** Its Content-Type: `video/mp4`. */
  type: string
}

export interface Deps {
  /** Looks the id up in the database. */
  find: (id: string) => Promise<Video | undefined>
}

// NO_SUCH_RANGE, where the file has 100 bytes: Content-Range: bytes */100

/**
 * Product videos for the marketplace: `GET /videos/:id`, and HEAD. A player asks for parts of the file, as the buyer jumps about in it.
 * Build it on node:http, Express or a package that sends files, as you like: this contract is what counts. It follows RFC 9110, and
 * decides where the RFC leaves a choice. Errors are JSON, `{ "error": <code> }`.
 *
 * - Without a Range header the answer is 200 with the whole file. It has Content-Type, Content-Length, `Accept-Ranges: bytes`, ETag and
 *   Last-Modified (the file's modification time). An answer to a range has Content-Type, ETag and Last-Modified, too. In the path, an id
 *   may be percent-encoded: `/videos/film%202` asks for `film 2`.
 * - `Range: bytes=2-5` gets 206 with the four bytes 2, 3, 4 and 5, `Content-Range: bytes 2-5/100` for a file of 100 bytes, and
 *   `Content-Length: 4`. `bytes=90-` reaches to the end, `bytes=-10` is the last 10 bytes. A range that ends behind the file ends with the
 *   file, and a suffix that is longer than the file is all of it.
 * - Where no byte of the range exists (`bytes=100-`, `bytes=-0`, and `bytes=0-` or `bytes=-5` of an empty file), the answer is 416
 *   `no_such_range`, with the Content-Range of NO_SUCH_RANGE above: a star in place of the range, and the size.
 * - A Range header that is not valid is ignored (200): another unit, `bytes=5-2`, `bytes=abc`, `bytes=1.5-3`. So is one with several
 *   ranges, `bytes=0-1,8-9`.
 * - HEAD gets the status and the headers of GET, and no body. It knows no Range, as the RFC says: the header is ignored.
 * - The ETag is strong (`"…"`, without `W/`), the same as long as the file is the same, and another one when its modification time, to the
 *   millisecond, or its size changes. It does not need the bytes of the file.
 * - `If-None-Match` with this ETag is 304 without a body, with the ETag, whether there is a Range or not: alone, in a list (`"a", "b"`),
 *   as `W/"…"`, and as `*`. Another ETag does not match. `If-Modified-Since` is 304 if the file is not newer, in whole seconds; where
 *   both headers are there, only If-None-Match counts.
 * - `If-Range` says for which file the range is meant: it counts only with a Range. With exactly this ETag, or with exactly the date of
 *   Last-Modified, the range is sent. With anything else the whole file is, with 200: another ETag, `W/"…"` of this one, an earlier or
 *   later date, nonsense. That goes for a range that does not exist, too: no 416.
 * - Positions may be of any size: files of 5 GB exist, and `bytes=0-99999999999999999999` is valid.
 * - 404 `not_found`: an id that `find` does not know, a file that is gone, another path (400 is as good where it cannot be decoded). 405
 *   `method_not_allowed` with `Allow: GET, HEAD`: another method for a video that exists. 500 `internal`, without a message: `find`
 *   rejects.
 * - The file is closed after every answer, and when a client goes away in the middle.
 * - A client that reads slowly is waited for: no more than 8 MB of an answer wait in memory.
 *
 * You may assume that files are replaced by others through a rename, never changed in place.
 *
 * @example
 * // curl -i -H 'Range: bytes=0-3' http://127.0.0.1:3000/videos/drill
 * // HTTP/1.1 206 Partial Content
 * // Content-Range: bytes 0-3/48213
 */
export function buildApp(_deps: Deps): RequestListener {
  return (_request, response) => {
    response.writeHead(501, { 'content-type': 'application/json' }).end('{"error":"not_yet"}')
  }
}
