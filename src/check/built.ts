import { createServer, type RequestListener, type Server } from 'node:http'
import { show } from '../fenced/thrown.ts'

/** What `buildApp` is, or gave, is no app. */
export class NotAnApp extends Error {
  override readonly name = 'NotAnApp'
  /** The part of the source that is to blame. */
  readonly at: RegExp
  constructor(message: string, at = /\bbuildApp\b/) {
    super(message)
    this.at = at
  }
}

/** @throws NotAnApp */
export function builderOf(module: object): () => unknown {
  const buildApp: unknown = Reflect.get(module, 'buildApp')
  if (typeof buildApp === 'function' && !canListen(buildApp)) return buildApp as () => unknown
  if (canListen(buildApp))
    throw new NotAnApp('buildApp is an app itself. Make it a function that returns one: the checks call it.')
  throw new NotAnApp(
    buildApp === undefined
      ? 'The file does not export a function named buildApp.'
      : `buildApp is ${show(buildApp)}, not a function that returns an app.`,
  )
}

/**
 * The server for an Express app, a plain request listener, an http.Server, or anything with a `listen` like theirs.
 *
 * @throws NotAnApp for what nobody could send a request to
 */
export function serverOf(built: unknown): Server {
  if (built === undefined || built === null) {
    throw new NotAnApp(`buildApp returned ${built}. Does it end with “return app”?`)
  }
  if (canListen(built)) {
    if (!Reflect.get(built, 'listening'))
      return typeof built === 'function' ? createServer(built as RequestListener) : built
    throw new NotAnApp(
      `buildApp returned a server that listens already${portOf(built)}. Return the app, without calling listen(): the checks start it on a free port.`,
      /\.listen\s*\(/,
    )
  }
  if (typeof built === 'function' && Array.isArray(Reflect.get(built, 'stack'))) {
    throw new NotAnApp(
      'buildApp returned a router, which is no server. Put it into an app, app.use(router), and return that.',
    )
  }
  if (typeof built === 'function') return createServer(built as RequestListener)
  throw new NotAnApp(
    `buildApp returned ${show(built)}, which is no app. It may return an Express app, a function (request, response) or an http.Server.`,
  )
}

function canListen(value: unknown): value is Server {
  const isObject = typeof value === 'function' || (typeof value === 'object' && value !== null)
  return isObject && typeof Reflect.get(value, 'listen') === 'function'
}

function portOf(server: Server): string {
  const address = server.address()
  return typeof address === 'object' && address ? `, on port ${address.port}` : ''
}
