import express, { type Express } from 'express'

/** A language model that writes word by word, slowly, and costs money for each word. */
export interface Model {
  /**
   * Gives the text piece by piece. A piece is any text: a word, spaces, several lines. It throws when the model fails. When the signal is
   * aborted, the model stops, and throws.
   */
  write: (prompt: string, signal: AbortSignal) => AsyncIterable<string>
}

export interface WriterDeps {
  model: Model
  /** So often a reader hears from you while there is nothing to tell. */
  heartbeatMs: number
  /** So long a description goes on when its last reader has left. */
  graceMs: number
}

/**
 * The marketplace has descriptions of products written by a language model. The vendor asks for one, and reads it while it is written.
 * Everything is in the memory of this process. Bodies are JSON; you may assume that they are well-formed.
 *
 * 1. `POST /descriptions { product }`: the writing begins, and the answer is 202 at once, with `Location: /descriptions/<id>` and
 *    `{ id, events: '/descriptions/<id>/events' }`. Ids are yours; no two are equal. The prompt for the model has the product in it, as it was sent.
 *    `product` is a text of 1 to 200 characters (its `length`). Everything else is 400 `{ "error": "bad_request" }`, and the model is not asked.
 * 2. `GET /descriptions/<id>`: `{ id, status, text }`. `text` is what was written so far, and `status` is 'writing', 'done', 'failed' (the model
 *    threw) or 'cancelled' (see 8). An unknown id is 404 `{ "error": "not_found" }`, here and for its events.
 * 3. `GET /descriptions/<id>/events` is a stream of server-sent events (`text/event-stream`, `Cache-Control: no-cache` or `no-store`). Each piece
 *    is an event `token` whose data is `{ "text": "<the piece>" }`. At the end comes one of `done` with `{ "text": "<all of it>" }`, `failed` with
 *    `{ "error": "model_failed" }`, or `cancelled` with `{}`, and then your server ends the answer. Data is JSON in one line. The `id:` of the
 *    first event is 1, that of the next 2, and so on, the last event included.
 * 4. Each event leaves at once, to each reader. The headers leave at once as well, also where there is no event yet.
 * 5. Answers in JSON of more than 2 KB are compressed with gzip for clients that accept it (the package `compression` does that). The stream of events may be
 *    compressed or not; 4 holds for clients that accept gzip, too.
 * 6. A reader who comes late first gets all events so far. One who sends `Last-Event-ID: 7` gets those after the event 7 alone, then the
 *    new ones. A Last-Event-ID that is not the id of an event so far, as it was written, counts as none ('99', 'x', '2x'). One who has had the last event (`done`, `failed` or
 *    `cancelled`) gets 204 without a body: this tells a browser not to connect again.
 * 7. While there is nothing to tell, each reader gets a comment (a line that begins with ':') every `heartbeatMs`. Others may come as well.
 * 8. A reader leaves when the connection closes. When the last one has left, and no reader, old or new, has come within `graceMs`, the signal is aborted, and the
 *    description is 'cancelled'. Whoever comes back in time, or stays, keeps it going. A description that nobody has begun to read yet goes on.
 *
 * @example
 * // POST /descriptions { product: 'oak table' } → 202 { id: 'd-1', events: '/descriptions/d-1/events' }
 * // GET /descriptions/d-1/events →
 * //   id: 1
 * //   event: token
 * //   data: {"text":"Solid"}
 */
export function buildApp(_deps: WriterDeps): Express {
  const app = express()
  app.use(express.json())
  app.use((_request, response) => {
    response.status(501).json({ error: 'not_yet' })
  })
  return app
}
