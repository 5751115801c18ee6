import { createServer, type Server } from 'node:http'

export interface Note {
  id: string
  text: string
}

/**
 * An HTTP API for notes, on node:http alone. It keeps the notes in the file that `process.env.DATA_FILE` names.
 * It is not listening yet; whoever calls buildApp does that.
 *
 *     GET    /notes       200 and the notes in the order they were made; a change moves none
 *     POST   /notes       201 and the new note, with its path in Location; the body is { "text": "…" }
 *     GET    /notes/<id>  200 and the note
 *     PUT    /notes/<id>  200 and the changed note; the body is { "text": "…" }
 *     DELETE /notes/<id>  204
 *
 * - Bodies are JSON both ways. An error is `{ "error": "…" }`: 404 for an id or a path that does not exist, 405 with Allow
 *   for a method that a path does not have, 400 for a body that is not JSON or has no text (a string, not empty;
 *   spaces are a text, and are kept).
 * - A body of more than MAX_BODY bytes is answered 413 as soon as that is known: from Content-Length, or else when so many
 *   bytes have come. The rest is not waited for.
 * - The server tells an id apart from all earlier ones, deleted ones too, and also after a new start.
 * - The file is JSON; its shape is up to you. No file yet means no notes. If it holds something else than JSON (an
 *   empty file, too), requests for notes are answered 500, and the file stays as it is.
 * - A change is in the file before it is answered. However many requests come at once, none gets lost. Whenever the
 *   process dies, the file holds whole JSON, with everything that was answered.
 * - On SIGTERM the server takes no new connections, answers the requests that it has begun, and the process ends with exit
 *   code 0, even when clients keep their connections open and go on asking. Install the handler here, for the server
 *   that you return.
 *
 * @example
 * const server = buildApp()
 * server.listen(3000) // curl -d '{ "text": "milk" }' localhost:3000/notes
 */
export function buildApp(): Server {
  return createServer((request, response) => {
    response.statusCode = 404
    response.end()
  })
}

export const MAX_BODY = 100 * 1024
