import type { IncomingMessage, ServerResponse } from 'node:http'

/** A request of node:http. Where a middleware is mounted, `baseUrl` holds the part that was taken off its `url`. */
export type Request = IncomingMessage & { baseUrl?: string }

/** Hands over to what comes next, or, with an error, to the next error handler. `undefined` and `null` are no error. */
export type Next = (error?: unknown) => void

export type Handler = (request: Request, response: ServerResponse, next: Next) => unknown

/** Known by its four declared parameters: `length === 4`. */
export type ErrorHandler = (error: unknown, request: Request, response: ServerResponse, next: Next) => unknown

export type Middleware = Handler | ErrorHandler

/** Middleware for every request, or middleware mounted on a path. */
export type Layer = Middleware | [path: string, ...middleware: Middleware[]]

interface Mounted {
  /** Without a slash at the end, so '' is everywhere. */
  path: string
  run: Middleware
}

/** Makes one handler of many layers. The only state is a position in the list, and each request has its own. */
export function compose(layers: Layer[]): Handler {
  const stack = layers.flatMap(mounted)

  return (request, response, done) => {
    goOn(0)

    function goOn(from: number, error?: unknown): void {
      const at = stack.findIndex(
        ({ path, run }, index) =>
          index >= from && handlesErrors(run) === (error !== undefined) && isBelow(path, request.url),
      )
      const layer = stack[at]
      if (layer) enter(layer, at, error)
      else done(error)
    }

    function enter({ path, run }: Mounted, at: number, error: unknown): void {
      const leave = path === '' ? () => {} : descend(request, path)
      let hasSpoken = false
      const next: Next = (reason) => {
        if (!hasSpoken) leave()
        const failure = reason ?? (hasSpoken ? new Error('next() was called twice') : undefined)
        hasSpoken = true
        goOn(at + 1, failure)
      }
      const fail = (reason: unknown) => next(reason ?? new Error(`failed without a reason: ${String(reason)}`))
      try {
        const result = handlesErrors(run) ? run(error, request, response, next) : run(request, response, next)
        // A try sees only what happens before the first await. This one is for the rest.
        if (result instanceof Promise) result.catch(fail)
      } catch (reason) {
        fail(reason)
      }
    }
  }
}

function mounted(layer: Layer): Mounted[] {
  if (typeof layer === 'function') return [{ path: '', run: layer }]
  const [path, ...middleware] = layer
  return middleware.map((run) => ({ path: path.replace(/\/$/, ''), run }))
}

function handlesErrors(run: Middleware): run is ErrorHandler {
  return run.length === 4
}

function isBelow(path: string, url = '/'): boolean {
  return url.startsWith(path) && (path === '' || /^[/?]?$/.test(url.charAt(path.length)))
}

/** Takes the path off the request's url; the function it gives puts it back. */
function descend(request: Request, path: string): () => void {
  const { url = '/', baseUrl = '' } = request
  const rest = url.slice(path.length)
  request.url = rest.startsWith('/') ? rest : `/${rest}`
  request.baseUrl = baseUrl + path
  return () => {
    request.url = url
    request.baseUrl = baseUrl
  }
}
