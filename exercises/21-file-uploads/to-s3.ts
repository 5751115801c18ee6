import type { S3Client } from '@aws-sdk/client-s3'
import express, { type Express } from 'express'

/** What the marketplace knows of a file that lies in the bucket. */
export interface StoredFile {
  id: string
  vendorId: string
  /** Where it lies in the bucket. */
  key: string
  /** What the vendor calls it: text of 1 to 200 characters. */
  name: string
  type: string
  /** Bytes, as the storage counted them. */
  size: number
}

/** A vendor may upload this image, and has not told us yet that it is done. `size` is what the vendor announced. */
export type Offer = StoredFile

/** What the app is given. Nothing here is yours to change. */
export interface Deps {
  /** A client of the storage, with its address and keys. It tries a request three times, as the SDK does by default. */
  s3: S3Client
  bucket: string
  /** A table. `add` keeps a file; an id that is there already stays as it is. */
  files: { add: (file: StoredFile) => Promise<void>; find: (id: string) => Promise<StoredFile | undefined> }
  offers: { add: (offer: Offer) => Promise<void>; find: (id: string) => Promise<Offer | undefined> }
  /** The largest sizes in bytes, allowed themselves. */
  limits: { video: number; image: number }
}

/**
 * Files of vendors, kept in a bucket. A gateway in front has logged the vendor in: `x-vendor` is the vendor's id, such as `v-17`,
 * and may be trusted. Answers are JSON. Where two things are wrong in one request, you choose which is answered. A name that is
 * missing or too long, and a body without the fields asked for, is 400 `{ "error": "bad_request" }`.
 *
 * `PUT /videos?name=tour.mp4`: the body is the video, its type is the `Content-Type`.
 * - 201 `{ id, name, type, size }`. The object has these bytes and this type, and `files` has the record. This also holds for a
 *   body that comes in chunks without a `Content-Length`, for one larger than a part, and for an empty one.
 * - The key begins with `vendors/<vendor>/`. Nobody can guess the rest: at least 120 bits of it are random, and no two are equal.
 *   Neither the name nor anything else that the vendor sends is in it. (An id may be what is random in the key, or another text.)
 * - Bytes go to the storage while others are still to come. When 24 MB have arrived, and the vendor pauses, the storage has some.
 * - While the storage takes nothing, at most 64 MB are read from the vendor.
 * - A video may come from a vendor whose connection breaks. Then nothing is left within a second: no object, no upload in parts
 *   that is still open, no record. The same holds for every other upload that fails.
 * - A video of more than `limits.video` bytes is 413 `{ "error": "too_large" }`. Where no `Content-Length` says so beforehand,
 *   you may end the connection instead.
 * - `video/mp4` and `video/webm` are accepted. Another type is 415 `{ "error": "wrong_type" }`, and nothing is stored.
 * - One failure of the storage (a 500 for one request) is not noticed by the vendor. Where it fails for good: 502
 *   `{ "error": "storage" }`. That holds for all routes.
 *
 * `POST /images { name, type, size }`: the vendor wants to send an image to the storage directly.
 * - 201 `{ id, upload }`. `upload` is how: `{ method: 'PUT', url, headers }`, where `headers` go with the image that is the body,
 *   or `{ method: 'POST', url, fields }`, a form whose last field, `file`, is the image. You choose which of the two.
 * - The key is made as that of a video.
 * - The storage itself refuses an image of another type than announced, and one of more bytes.
 * - The storage takes the image during the next 5 minutes, and no longer.
 * - `image/jpeg`, `image/png` and `image/webp` are accepted, else 415 `{ "error": "wrong_type" }`. `size` is a whole number from
 *   1 to `limits.image`; a larger one is 413 `{ "error": "too_large" }`, and what is no such number 400.
 *
 * `POST /images/<id>/done`: the vendor says that the image is there.
 * - 201 `{ id, name, type, size }`, and `files` has the record under the id of the offer. Type and size are those that the
 *   storage tells, for the image may be smaller than announced. A second `done` gets the same answer.
 * - Where there is no image yet: 409 `{ "error": "not_uploaded" }`. It may come, and be `done`, later.
 * - An object of another type or of more bytes than announced got there in some other way: 422 `{ "error": "wrong_file" }`, and the
 *   object is deleted.
 * - An offer that does not exist, or is another vendor's: 404 `{ "error": "not_found" }`.
 *
 * `GET /files/<id>/link`: 200 `{ url }`, for a vendor's own files, else 404 `{ "error": "not_found" }`.
 * - A GET of that URL gives the file for the next 60 seconds, and no longer.
 * - It tells the browser to save the file (`Content-Disposition: attachment`) under its name, whatever letters that has:
 *   quotation marks, semicolons, umlauts and other scripts included.
 *
 * @example
 * // PUT /videos?name=tour.mp4 (4 MB)  → 201 { id: '5f0c…', name: 'tour.mp4', type: 'video/mp4', size: 4194304 }
 * // POST /images { name: 'a.png', type: 'image/png', size: 900 }
 * //   → 201 { id: '88d1…', upload: { method: 'PUT', url: 'http://…', headers: { 'content-type': 'image/png' } } }
 */
export function buildApp(_deps: Deps): Express {
  const app = express()
  app.use(express.json())

  app.put('/videos', (_request, response) => {
    response.status(501).json({ error: 'not_yet' })
  })
  app.post('/images', (_request, response) => {
    response.status(501).json({ error: 'not_yet' })
  })
  app.post('/images/:id/done', (_request, response) => {
    response.status(501).json({ error: 'not_yet' })
  })
  app.get('/files/:id/link', (_request, response) => {
    response.status(501).json({ error: 'not_yet' })
  })
  return app
}
