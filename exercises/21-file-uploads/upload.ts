import type { IncomingMessage, RequestListener } from 'node:http'

/** What the database knows of a file. Its bytes lie in `folder`. */
export interface FileRow {
  id: string
  /** Whose file it is. */
  owner: string
  /** For people: what the file is called when somebody downloads it. */
  name: string
  type: string
  /** In bytes. */
  size: number
  title: string | null
}

export interface Deps {
  /** A folder that exists, is empty at first, and belongs to this app alone. */
  folder: string
  limits: {
    /** Bytes of a whole request, by its Content-Length. */
    requestBytes: number
    /** Bytes of one file. */
    fileBytes: number
    /** Files of one request. */
    files: number
    /** Bytes of all files of one owner together. */
    ownerBytes: number
  }
  /** The id of the user who is logged in. It comes from somebody else's login service and may be any text: `oidc|../ada`. */
  userOf: (request: IncomingMessage) => Promise<string | undefined>
  /** A table in the database. It outlives this process, and nobody else writes to it. */
  files: {
    /** Adds all of the rows, or rejects and adds none. */
    add: (rows: FileRow[]) => Promise<void>
    find: (id: string) => Promise<FileRow | undefined>
    /** How many bytes the files of an owner have together. */
    sizeOf: (owner: string) => Promise<number>
  }
}

/**
 * Vendors and retailers send their papers and pictures to the marketplace: licences, invoices, photos. Use `multer` or `busboy`,
 * and `file-type`, as you like. Errors are answered as JSON, `{ "error": <code> }`. Where two things are wrong with
 * one request, you choose which of the two is answered.
 *
 * `POST /files` takes a multipart/form-data body: 1 to `limits.files` files in the field `files`, and perhaps a text field `title`.
 *
 * - It is answered with 201 `{ "files": [{ id, name, type, size, title }] }`, in the order of the request, once bytes and rows are stored.
 *   The files of one request are stored all or not at all. An id has only letters, digits, `-` and `_`, and nobody can guess it.
 * - `type` is read from the bytes: `application/pdf`, `image/png`, `image/jpeg` or `image/webp`. Any other file, an empty one too, is 415
 *   `unsupported_type`. The Content-Type of the part and the name of the file do not count: a PNG that is called `a.txt` is a PNG.
 * - A file may have `limits.fileBytes`; with one byte more the answer is 413 `file_too_large`. A Content-Length above
 *   `limits.requestBytes` is 413 `request_too_large`, and this answer does not wait for the body.
 * - 422 `bad_form`: no file (an empty file input, whose filename is `""`, is none), more files than `limits.files`, a file in another
 *   field, a text field that is not `title` (`title[a]` is another one), `title` twice, or a title of more than 100 characters. Without a
 *   `title`, `title` is null.
 * - 415 `not_multipart`: a body of another type, or no body. 400 `bad_request`: a multipart body that cannot be read, without a boundary,
 *   or with an end that is missing.
 * - `name` is what the client calls the file (in UTF-8, as browsers send it; what they send as `%22`, `%0D` and `%0A` may be decoded or
 *   stay), made harmless: the part after the last `/` or `\`, without control characters (`\p{Cc}`) and without those that turn the
 *   direction of text (U+202A to U+202E, U+2066 to U+2069), and of that the first 100 characters. How you count an emoji is up to you;
 *   half of a surrogate pair is never left. Where the name then does not end in the extension of its type (`.pdf`, `.png`, `.webp`, `.jpg`
 *   or `.jpeg`, in small or capital letters), the extension is added: a PNG called `C:\tmp\setup.exe` becomes `setup.exe.png`. A JPEG gets
 *   `.jpg`. Nothing may be left of a name: a PNG called `a/` becomes `.png`, and one called `..` becomes `...png`. No file is left out.
 * - All that the app writes, temporary files as well, lies in `folder` or in folders below it, and no part of a path there comes from the
 *   client. Two files of one name are two files.
 * - Bytes go to disk as they arrive, and not first into memory. As long as a file is not whole and checked, its name ends in `.part`. Then
 *   it is renamed, and its row is added after that. (A nightly job deletes old `.part` files of processes that were killed.)
 * - When a request has ended in any other way than 201, nothing is left of its files, neither bytes nor rows: also where the last of three
 *   files is refused, and where the client goes away in the middle.
 * - The files of one owner never have more than `limits.ownerBytes` together; else the answer is 413 `quota_exceeded`. Files that were
 *   refused do not count. Of several uploads at the same time, as many are stored as fit. One process runs this app.
 * - A failure of ours, of the disk or of the table, is 500 `internal`, without its message. The next upload works again.
 *
 * `GET /files/:id` gives the bytes to their owner, also in a process that was started later.
 *
 * - No browser shows the file or runs it: `Content-Disposition: attachment`, with `name` as the file's name, whatever characters it has;
 *   `X-Content-Type-Options: nosniff`; the Content-Type is `type`; `Cache-Control` has `no-store`.
 * - Anything else is 404 `not_found`: an id that does not exist, and a file of somebody else, with the same answer.
 *
 * Without a user both routes answer 401 `not_logged_in`, and nothing of the body is stored, not for a moment.
 *
 * @example
 * // curl -F files=@licence.pdf -F files=@front.png -F title=2026 …/files
 * // 201 { "files": [ { "id": "6f1c…", "name": "licence.pdf", "type": "application/pdf", "size": 48213, "title": "2026" }, … ] }
 */
export function buildApp(_deps: Deps): RequestListener {
  return (_request, response) => {
    response.writeHead(501, { 'content-type': 'application/json' }).end('{"error":"not_yet"}')
  }
}
