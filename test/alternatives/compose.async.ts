/** The engine once more, from the other end: the chain is folded into nested async functions, one per layer. */
import type { IncomingMessage, ServerResponse } from 'node:http'

export type Request = IncomingMessage & { baseUrl?: string }
export type Next = (error?: unknown) => void
export type Handler = (request: Request, response: ServerResponse, next: Next) => unknown
export type ErrorHandler = (error: unknown, request: Request, response: ServerResponse, next: Next) => unknown
export type Middleware = Handler | ErrorHandler
export type Layer = Middleware | [path: string, ...middleware: Middleware[]]

type Rest = (request: Request, response: ServerResponse, done: Next, failure?: { error: unknown }) => void

export function compose(layers: Layer[]): Handler {
  const last: Rest = (_request, _response, done, failure) => (failure ? done(failure.error) : done())
  const pairs = layers.flatMap((layer): [string, Middleware][] => {
    if (!Array.isArray(layer)) return [['/', layer]]
    const [path, ...all] = layer
    return all.map((middleware) => [path, middleware])
  })
  const chain = pairs.reduceRight<Rest>((rest, [path, middleware]) => wrap(path, middleware, rest), last)
  return (request, response, next) => chain(request, response, next)
}

function wrap(path: string, middleware: Middleware, rest: Rest): Rest {
  const segments = path.split('/').filter(Boolean)

  return (request, response, done, failure) => {
    const before = { url: request.url ?? '/', baseUrl: request.baseUrl ?? '' }
    const [pathname = '', ...queries] = before.url.split('?')
    const parts = pathname.split('/').slice(1)
    const fits = segments.every((segment, index) => segment === parts[index])
    if (!fits || (middleware.length === 4) !== (failure !== undefined)) return rest(request, response, done, failure)

    if (segments.length > 0) {
      request.url = [`/${parts.slice(segments.length).join('/')}`, ...queries].join('?')
      request.baseUrl = [before.baseUrl, ...segments].join('/')
    }
    let calls = 0
    const leave = (later?: { error: unknown }) => {
      calls += 1
      if (segments.length > 0) Object.assign(request, before)
      rest(request, response, done, later)
    }
    const next: Next = (error) => {
      if (error !== undefined && error !== null) leave({ error })
      else if (calls > 0) leave({ error: new Error('next called twice by a middleware') })
      else leave()
    }
    void (async () => {
      try {
        if (failure) await (middleware as ErrorHandler)(failure.error, request, response, next)
        else await (middleware as Handler)(request, response, next)
      } catch (error) {
        leave({ error: error ?? new TypeError('thrown without a reason') })
      }
    })()
  }
}
