import type { KeyObject } from 'node:crypto'
import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http'
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https'

/** As Certbot writes it to the disk: cert.pem, chain.pem, privkey.pem. All are PEM. */
export interface Certificate {
  /** The certificate of the site alone. */
  cert: string
  /** The certificates between it and a root, its issuer first. Empty where a root has signed it. */
  chain: string
  key: string
}

export interface FrontDoorOptions {
  /** The application. It gets every request that came over HTTPS. */
  app: RequestListener
  certificates: Certificate[]
  /** The port of HTTPS, as clients see it. Default 443. */
  httpsPort?: number
  /** For how many seconds a browser asks over HTTPS only. Default 31,536,000, a year. */
  hstsSeconds?: number
  /** What answers the challenges of ACME: token to key authorization. It changes while the servers run. Default: there are none. */
  challenges?: Map<string, string>
}

export interface FrontDoor {
  /** Not listening yet. */
  http: HttpServer
  /** Not listening yet. */
  https: HttpsServer
  renew: (certificates: Certificate[]) => void
}

export interface ObtainOptions {
  /** Where an ACME server (RFC 8555) tells its addresses. */
  directoryUrl: string
  /** A private key on the curve P-256, for ES256. */
  accountKey: KeyObject
  names: string[]
  /** The request for the certificate, DER. Its key is its maker's own matter. */
  csr: Buffer
  challenges: Map<string, string>
  /** Milliseconds between two questions for a state. 0 means at once. Default 1,000. */
  pollMs?: number
}

/**
 * The two servers of a site.
 *
 * HTTPS
 * 1. A client is shown the first certificate of the list that is for the name that it asks for, in any case of letters; `*.shop.example`
 *    is for `a.shop.example`. If no certificate is for the name, or the client names none: the first of the list.
 * 2. The chain is sent along, so that a client that knows the root alone trusts the site.
 * 3. Every answer of the app has `Strict-Transport-Security: max-age=<hstsSeconds>`, answers with an error too, unless the app sets another
 *    (with `setHeader` or `writeHead`). 0 is a number like others: it tells browsers to forget.
 *
 * HTTP
 * 4. Redirects every method with 308 to `https://`, the host of the Host header, and path and query as they were written. A port in
 *    the Host header is dropped; `httpsPort` is written unless it is 443.
 * 5. A host that none of the present certificates is for (again in any case of letters), or no host: 421, and no Location. (Node itself
 *    answers 400 to HTTP/1.1 without a Host. That may stay so; HTTP/1.0 knows no Host.)
 * 6. `/.well-known/acme-challenge/<token>`: 200 and the key authorization of the token, or 404. For any host, and never redirected.
 * 7. No answer over HTTP has Strict-Transport-Security.
 *
 * renew
 * 8. Replaces all certificates, chains too. The next connection is shown the new ones. Connections that are open stay open, also between two
 *    requests, and answers go on.
 * 9. Throws where the list is empty, or where one certificate of it is not fit: it is not PEM, the key is not its key, it is not valid yet
 *    or no longer, or the first certificate of its chain has not signed it. Then nothing has changed. createFrontDoor throws as well.
 */
export function createFrontDoor(options: FrontDoorOptions): FrontDoor {
  return {
    http: createHttpServer((_request, response) => response.end()),
    https: createHttpsServer(options.app),
    renew: () => undefined,
  }
}

/**
 * Gets a certificate from an ACME server, with challenges of the type http-01. Gives the first certificate of the answer as `cert` and
 * those behind it as `chain`.
 *
 * 10. The steps: directory, nonce, newAccount (terms agreed), newOrder, each authorization, its challenge, finalize, certificate. All
 *     but the first two are POSTs of a JWS: ES256, with `nonce`, `url`, and `jwk` for newAccount or else `kid`. One that only asks has an
 *     empty payload. A nonce is used once; each answer brings one for the next request.
 * 11. Before it tells the server to look, `challenges` has the token with its key authorization: the token, a dot, the thumbprint of the
 *     account's key (RFC 7638, SHA-256). Afterwards the token is gone again, whether it went well or not.
 * 12. An authorization that is valid already needs no challenge. A state that is `pending` or `processing` is asked for again: of an
 *     authorization, of the order before finalize (it is `ready` only a while after its last authorization is valid), and of the order after it.
 * 13. An answer with the problem `urn:ietf:params:acme:error:badNonce` is no failure, and several in a row are none either: the same is sent
 *     again, with a nonce that is fresh, such as the one of that answer. (Five in a row may be too many for you.)
 * 14. Every other failure rejects with an Error whose message has the `detail` that the server gave: of a refused request, of the
 *     challenge (`error`) when an authorization becomes `invalid`, of the order (`error`) when that does.
 */
export async function obtain(options: ObtainOptions): Promise<{ cert: string; chain: string }> {
  return { cert: '', chain: '' }
}
