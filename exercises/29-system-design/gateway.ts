import type { RequestListener } from 'node:http'

export interface Route {
  /** The beginning of a path, such as '/orders'. No slash at the end. */
  prefix: string
  /** Where its service listens: 'http://127.0.0.1:4001', without a path. */
  target: string
  /** Anybody may ask. Default false. */
  public?: boolean
}

export interface GatewayOptions {
  routes: Route[]
  /** HS256 tokens are signed with it. */
  secret: string
  /** How long a service may take, from having the whole request to beginning its answer. */
  timeoutMs: number
  /** The three services of a product page, and how many milliseconds each has for its whole answer. */
  page: Record<'product' | 'stock' | 'reviews', { target: string; deadlineMs: number }>
}

/**
 * The gateway of the marketplace. Its own answers are JSON; its errors are `{ "error": { "code": "…" } }`. All headers are compared
 * without regard to case. Headers of a single connection (Connection, Keep-Alive, Transfer-Encoding and the like) are yours to decide.
 *
 * Routes
 * 1. A request goes to the route whose prefix its path begins with: '/orders' serves '/orders', '/orders/7' and '/orders?page=2', but
 *    not '/orders-old'. Of several the longest prefix wins, in whatever order they are listed. Without one: 404 `not_found`.
 * 2. Method, path with query (as it was written), headers and body go on, whatever the status; status, headers and body come back. Both
 *    bodies are streamed: a part goes on when it arrives, and nothing waits for the end.
 *
 * Identity
 * 3. A route that is not public needs `Authorization: Bearer <token>`: HS256, signed with `secret`, with an `exp` in the future and a
 *    `sub` that is a text and not empty. Otherwise 401 `unauthenticated` with `WWW-Authenticate: Bearer`, and no service is asked.
 * 4. The service gets `X-User-Id` (the sub), and `X-User-Role` (the claim `role`) if that is a text. No other header whose name begins
 *    with X-User- reaches any service, whatever the client sends, and neither does Authorization. On a public route no token is looked
 *    at, and no identity goes on.
 * 5. Every request has an id: the client's `X-Request-Id` if that is 1 to 64 of A-Z, a-z, 0-9, - and _, else a new UUID. Services get it,
 *    and every answer of the gateway has it, errors too.
 *
 * Failures
 * 6. A service that cannot be reached, or whose connection breaks before its answer begins: 502 `bad_gateway`.
 * 7. A service that has had the whole request for `timeoutMs` and has not begun its answer: 504 `gateway_timeout`, and its request is
 *    aborted. Once the answer has begun it may take as long as it likes.
 * 8. An answer that breaks off in the middle breaks off for the client as well.
 * 9. When the client goes away before it has the whole answer, the requests to services that are still under way are aborted.
 *
 * The product page: GET /pages/products/<sku>, for anybody
 * 10. It asks all three at the same time: GET <target>/products/<sku>, /stock/<sku> and /reviews/<sku>, with the sku as it was written.
 *     Only the request id goes with them. If all answer 200 with JSON: 200 `{ "product": …, "stock": …, "reviews": …, "missing": [] }`
 *     with their JSON values, whatever these are.
 * 11. Stock and reviews may be missing: one that does not answer 200 with JSON within its own deadline is null, and its name is in
 *     `missing` (stock before reviews). Then the answer has `Cache-Control: no-store`. A request that missed its deadline is aborted.
 * 12. Without the product there is no page: 404 `not_found` if it answers 404, 504 `gateway_timeout` if its deadline has passed, else 502
 *     `bad_gateway`. This is answered at once, and the other requests are aborted.
 *
 * @example
 * createServer(createGateway({ routes: [{ prefix: '/orders', target: 'http://127.0.0.1:4001' }], … })).listen(8080)
 */
export function createGateway(options: GatewayOptions): RequestListener {
  return (_request, response) => {
    response.writeHead(404).end()
  }
}
